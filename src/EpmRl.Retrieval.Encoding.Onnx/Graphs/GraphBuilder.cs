using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using Google.Protobuf;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>Writes an ONNX graph node by node.</summary>
/// <param name="name">The graph's name.</param>
/// <param name="operatorSet">Version of the standard operators.</param>
/// <param name="prefix">Prefix of the values' names: a branch of a graph sees the graph's values, so its own need other names.</param>
internal sealed class GraphBuilder(string name, int operatorSet = 17, string prefix = "")
{
    /// <summary>Domain of ONNX Runtime's own operators.</summary>
    public const string Contrib = "com.microsoft";

    /// <summary>Name of an empty file beside a model with constants whose numbers are given to the session.</summary>
    public const string GivenFile = "given";

    /// <summary>Writes a constant's numbers.</summary>
    public delegate void Fill<T>(Span<T> numbers);

    private readonly GraphProto graph = new() { Name = name };
    private int nextValue;

    /// <summary>Declares an input; a dimension is a number or a name.</summary>
    public string Input(string inputName, TensorProto.Types.DataType type, params object[] dimensions)
    {
        graph.Input.Add(Describe(inputName, type, dimensions));
        return inputName;
    }

    /// <summary>Declares that <paramref name="value"/> is an output under the name <paramref name="outputName"/>.</summary>
    public void Output(string value, string outputName, TensorProto.Types.DataType type, params object[] dimensions)
    {
        graph.Node.Add(new NodeProto { OpType = "Identity", Name = outputName, Input = { value }, Output = { outputName } });
        graph.Output.Add(Describe(outputName, type, dimensions));
    }

    /// <summary>A constant whose numbers are given to the session instead: see <see cref="OnnxSession.Open"/>.</summary>
    public string Given(string constantName, TensorProto.Types.DataType type, params long[] shape)
    {
        // "External" exempts it from the check that a constant holds its numbers. The file must exist beside the model, and is not read.
        graph.Initializer.Add(new TensorProto
        {
            Name = constantName,
            DataType = (int)type,
            Dims = { shape },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = GivenFile } },
        });
        return constantName;
    }

    /// <summary>A constant, copied.</summary>
    public string Constant<T>(string constantName, TensorProto.Types.DataType type, ReadOnlySpan<T> numbers, params long[] shape)
        where T : unmanaged
    {
        byte[] bytes = MemoryMarshal.AsBytes(numbers).ToArray();
        return AddConstant(constantName, type, shape, bytes);
    }

    /// <summary>A constant written in place, so that large weights are not held twice.</summary>
    /// <param name="constantName">Name.</param>
    /// <param name="type">The numbers' type in the graph.</param>
    /// <param name="shape">Dimensions.</param>
    /// <param name="fill">Writes all numbers; the memory is not cleared.</param>
    public string Constant<T>(string constantName, TensorProto.Types.DataType type, long[] shape, Fill<T> fill)
        where T : unmanaged
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(checked((int)shape.Aggregate(1L, (a, b) => a * b) * Unsafe.SizeOf<T>()));
        fill(MemoryMarshal.Cast<byte, T>(bytes.AsSpan()));
        return AddConstant(constantName, type, shape, bytes);
    }

    /// <summary>A one-number float constant.</summary>
    public string Scalar(float number) =>
        Constant($"{prefix}c{nextValue++}", TensorProto.Types.DataType.Float, new ReadOnlySpan<float>(in number));

    /// <summary>A list of int64 constants, [N].</summary>
    public string Integers(params ReadOnlySpan<long> numbers) =>
        Constant($"{prefix}c{nextValue++}", TensorProto.Types.DataType.Int64, numbers, numbers.Length);

    /// <summary>Adds a standard operator with one result.</summary>
    public string Op(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Add("", type, inputs, 1, attributes)[0];

    /// <summary>Adds a standard operator with several results.</summary>
    public string[] Ops(string type, int outputs, string[] inputs, params (string Name, object Value)[] attributes) =>
        Add("", type, inputs, outputs, attributes);

    /// <summary>Adds one of ONNX Runtime's own operators, with one result.</summary>
    public string ContribOp(string type, string[] inputs, params (string Name, object Value)[] attributes) =>
        Add(Contrib, type, inputs, 1, attributes)[0];

    /// <summary>Adds an operator of any domain, with one or more results; an empty input name omits that input.</summary>
    public string[] Add(string domain, string type, string[] inputs, int outputs, (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Domain = domain, Name = $"{prefix}{type}_{graph.Node.Count}" };
        node.Input.AddRange(inputs);
        for (int i = 0; i < outputs; i++)
        {
            node.Output.Add($"{prefix}v{nextValue++}");
        }

        foreach ((string attributeName, object value) in attributes)
        {
            node.Attribute.Add(Attribute(attributeName, value));
        }

        graph.Node.Add(node);
        return [.. node.Output];
    }

    /// <summary>The finished model's bytes.</summary>
    public byte[] Build() => new ModelProto
    {
        IrVersion = 8,
        ProducerName = "EpmRl.Retrieval",
        Graph = graph,
        OpsetImport = { new OperatorSetIdProto { Version = operatorSet }, new OperatorSetIdProto { Domain = Contrib, Version = 1 } },
    }.ToByteArray();

    private string AddConstant(string constantName, TensorProto.Types.DataType type, long[] shape, byte[] bytes)
    {
        graph.Initializer.Add(new TensorProto
        {
            Name = constantName,
            DataType = (int)type,
            Dims = { shape },
            RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        });
        return constantName;
    }

    private static AttributeProto Attribute(string name, object value) => value switch
    {
        int number => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Int, I = number },
        float number => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = number },
        string text =>
            new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.String, S = ByteString.CopyFromUtf8(text) },
        GraphBuilder branch => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = branch.graph },
        long[] numbers => new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints, Ints = { numbers } },
        _ => throw new ArgumentException($"No attribute form for {value.GetType().Name}.", nameof(value)),
    };

    private static ValueInfoProto Describe(string name, TensorProto.Types.DataType type, object[] dimensions)
    {
        var shape = new TensorShapeProto();
        foreach (object dimension in dimensions)
        {
            shape.Dim.Add(dimension is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = Convert.ToInt64(dimension, CultureInfo.InvariantCulture) });
        }

        var tensor = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape };
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = tensor } };
    }
}
