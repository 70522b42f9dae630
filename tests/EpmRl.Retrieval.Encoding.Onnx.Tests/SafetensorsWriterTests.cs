using System.Buffers.Binary;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Encoding.Onnx.Tests;

public sealed class SafetensorsWriterTests
{
    [Fact]
    public void What_is_written_is_read_back_with_the_data_aligned()
    {
        using var scratch = new ScratchFolder();
        string path = scratch["weights.safetensors"];
        byte[] half = [1, 2, 3, 4, 5, 6], whole = [1, 2, 3, 4, 5, 6, 7, 8];
        SafetensorsWriter.Write(
            path, [("one", "F16", [3], () => half), ("two", "I64", [1, 1], () => whole), ("none", "F32", [0, 4], () => [])]);
        using SafetensorsFile file = SafetensorsFile.Open(path);
        Assert.Equal(["one", "two", "none"], file.Names);
        Assert.Equal([1L, 1], file.Find("two")!.Shape);
        Assert.Equal("F16", file.Find("one")!.Type);
        Assert.Equal(half, file.Bytes(file.Find("one")!).ToArray());
        Assert.Equal(whole, file.Bytes(file.Find("two")!).ToArray());
        Assert.Equal(0, BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(path)) % 8);
    }

    [Fact]
    public void A_tensor_of_another_size_than_its_shape_leaves_the_file_before_it()
    {
        using var scratch = new ScratchFolder();
        string path = scratch.Write("weights.safetensors", "before");
        var error = Assert.Throws<InvalidOperationException>(() => SafetensorsWriter.Write(path, [("one", "F32", [2], () => new byte[4])]));
        Assert.Contains("'one'", error.Message, StringComparison.Ordinal);
        Assert.Equal("before", File.ReadAllText(path));
        Assert.Single(Directory.GetFiles(scratch.Path));
    }
}
