using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

/// <summary>Models whose files are symbolic links to blobs, as in the cache of the Hugging Face hub.</summary>
public sealed class LinkedModelTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_model_folder_of_links_gives_the_vectors_of_its_files()
    {
        await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["tiny"]);
        float[] expected = await VectorAsync("tiny");

        Assert.InRange(LinkedFiles.Replace(scratch["tiny"], scratch["blobs"]), 6, 10);

        Assert.Equal(expected, await VectorAsync("tiny"));
    }

    [Fact]
    public async Task A_checkpoint_of_links_is_imported_as_its_files_are_and_the_model_holds_files()
    {
        TestModels.WriteTiny(scratch["in"]);
        await EncoderImporter.ImportAsync(scratch["in"], scratch["from-files"]);
        LinkedFiles.Replace(scratch["in"], scratch["blobs"]);

        await EncoderImporter.ImportAsync(scratch["in"], scratch["from-links"]);

        Directory.Delete(scratch["blobs"], recursive: true);
        Assert.Equal(await VectorAsync("from-files"), await VectorAsync("from-links"));
    }

    [Fact]
    public async Task A_link_to_weights_that_were_cut_is_refused()
    {
        await EncoderImporter.ImportAsync(TestModels.WriteTiny(scratch["in"]), scratch["tiny"]);
        LinkedFiles.Replace(scratch["tiny"], scratch["blobs"]);
        string link = Path.Combine(scratch["tiny"], "model.safetensors");
        using (FileStream blob = File.OpenWrite(File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName))
        {
            blob.SetLength(blob.Length - 4);
        }

        Assert.Contains(link, Assert.Throws<ModelFormatException>(() => OnnxTextEncoder.Load(scratch["tiny"])).Message);
        Assert.Contains(link, Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(link)).Message);
    }

    private async Task<float[]> VectorAsync(string folder)
    {
        using OnnxTextEncoder encoder = OnnxTextEncoder.Load(scratch[folder], new EncoderOptions { Precision = EncoderPrecision.Fp32 });
        return (await encoder.EncodeAsync(["Red shoes, a blue shoe."]))[0].ToArray();
    }
}
