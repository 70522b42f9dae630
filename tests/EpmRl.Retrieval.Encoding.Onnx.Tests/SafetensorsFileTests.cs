using EpmRl.Retrieval.TestKit;
using FsCheck;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string Good = """{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},"b":{"dtype":"F16","shape":[2],"data_offsets":[8,12]}}""";

    private static readonly byte[] Data = [0, 0, 128, 63, 0, 0, 0, 192, 0, 60, 0, 192]; // 1, -2; 1, -2

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Tensors_are_read_as_floats()
    {
        using SafetensorsFile file = Open(Good, Data);
        var numbers = new float[2];
        foreach (string name in (string[])["a", "b"])
        {
            file.ReadFloats(file.Find(name)!, numbers);
            Assert.Equal([1f, -2f], numbers);
        }

        Assert.Null(file.Find("c"));
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[4,16]}}""", "claims bytes")]               // beyond the file
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[8,4]}}""", "claims bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}""", "claims bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}""", "claims bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}""", "does not fit")] // product overflows
    [InlineData("""{"a":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fit")]
    [InlineData("""{"a":{"dtype":"F31","shape":[2],"data_offsets":[0,8]}}""", "F31")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", "twice")]
    [InlineData("""{"a":{"shape":[2],"data_offsets":[0,8]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":2,"data_offsets":[0,8]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""", "not that of a safetensors file")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", "data_offsets")]
    [InlineData("""[]""", "not that of a safetensors file")]
    [InlineData("""{"a":""", "not that of a safetensors file")]
    [InlineData("", "not that of a safetensors file")]
    public void A_header_that_lies_is_refused(string header, string reason)
    {
        var error = Assert.Throws<ModelFormatException>(() => Open(header, Data));
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(100)]
    public void A_file_cut_short_is_refused(int length)
    {
        string path = scratch["cut.safetensors"];
        TestModels.WriteSafetensors(path, Good, Data);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..length]);
        Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));
    }

    [Fact]
    public void A_header_length_beyond_the_file_is_refused_without_reserving_memory()
    {
        string path = scratch["huge.safetensors"];
        foreach (byte[] length in (byte[][])[
            [255, 255, 255, 255, 255, 255, 255, 255], [255, 255, 255, 255, 255, 255, 255, 127], [0, 0, 0, 0, 1, 0, 0, 0]])
        {
            File.WriteAllBytes(path, [.. length, .. "{}"u8]);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Assert.Throws<ModelFormatException>(() => SafetensorsFile.Open(path));
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        }
    }

    [Property(MaxTest = 2000)]
    public bool Any_change_of_bytes_is_read_or_refused_never_a_crash(PositiveInt seed)
    {
        var random = new System.Random(seed.Get);
        TestModels.WriteSafetensors(scratch["fuzz"], Good, Data);
        byte[] bytes = File.ReadAllBytes(scratch["fuzz"]);
        for (int changes = random.Next(1, 6); changes > 0; changes--)
        {
            int at = random.Next(4) == 0 ? random.Next(8) : random.Next(bytes.Length);
            bytes[at] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)"0123456789-{}[],:\""[random.Next(18)];
        }

        File.WriteAllBytes(scratch["fuzz"], bytes[..random.Next(bytes.Length - 2, bytes.Length + 1)]);
        try
        {
            using SafetensorsFile file = SafetensorsFile.Open(scratch["fuzz"]);
            foreach (string name in file.Names)
            {
                SafetensorsEntry entry = file.Find(name)!;
                _ = file.Bytes(entry).ToArray();
            }
        }
        catch (ModelFormatException error)
        {
            return error.Message.Contains("fuzz", StringComparison.Ordinal);
        }

        return true;
    }

    private SafetensorsFile Open(string header, byte[] data)
    {
        TestModels.WriteSafetensors(scratch["t.safetensors"], header, data);
        return SafetensorsFile.Open(scratch["t.safetensors"]);
    }
}
