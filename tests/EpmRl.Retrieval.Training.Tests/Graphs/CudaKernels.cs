using System.Globalization;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Training.Tests.Graphs;

/// <summary>
/// The list of kernels of ONNX Runtime's CUDA provider (fixtures/cuda/kernels.txt), and what a graph needs that is not in it.
/// </summary>
internal sealed class CudaKernels
{
    private readonly Dictionary<string, HashSet<DataType>> sets = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Domain, string Operator), SortedDictionary<long, HashSet<DataType>[]?>> kernels = [];

    public static CudaKernels Read()
    {
        var list = new CudaKernels();
        foreach (string line in File.ReadLines(TestPaths.InProject("tests", "fixtures", "cuda", "kernels.txt"))
            .Where(line => line.Length > 0 && line[0] != '#'))
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words[0] == "set")
            {
                list.sets.Add(words[1], [.. words[2..].Select(Named)]);
                continue;
            }

            string domain = words[0] == "ai.onnx" ? "" : words[0];
            if (!list.kernels.TryGetValue((domain, words[1]), out SortedDictionary<long, HashSet<DataType>[]?>? versions))
            {
                list.kernels.Add((domain, words[1]), versions = []);
            }

            versions.Add(long.Parse(words[2], CultureInfo.InvariantCulture), words[3] == "-" ? null : [.. words[3..].Select(list.Types)]);
        }

        return list;
    }

    /// <summary>The operators of a graph that have no kernel, each with its version and types: "Pad-19(Float, Int64)".</summary>
    public IReadOnlyList<string> MissingFor(byte[] model)
    {
        ModelProto parsed = ModelProto.Parser.ParseFrom(model);
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        Add(parsed, parsed.Graph, new Dictionary<string, DataType>(StringComparer.Ordinal), missing);
        return [.. missing];
    }

    // A branch of a graph sees the graph's values.
    private void Add(ModelProto parsed, GraphProto graph, Dictionary<string, DataType> types, SortedSet<string> missing)
    {
        foreach (ValueInfoProto input in graph.Input)
        {
            types[input.Name] = (DataType)input.Type.TensorType.ElemType;
        }

        foreach (TensorProto constant in graph.Initializer)
        {
            types[constant.Name] = (DataType)constant.DataType;
        }

        foreach (NodeProto node in graph.Node)
        {
            foreach (AttributeProto branch in node.Attribute.Where(attribute => attribute.G is not null))
            {
                Add(parsed, branch.G, types, missing);
            }

            DataType[] given = [.. node.Input.Select(input => types[input])];
            long operatorSet = parsed.OpsetImport.Single(import => import.Domain == node.Domain).Version;
            Assert.True(
                kernels.TryGetValue((node.Domain, node.OpType), out SortedDictionary<long, HashSet<DataType>[]?>? versions)
                    && versions.Keys.First() <= operatorSet,
                $"fixtures/cuda/kernels.txt does not list {node.OpType} of operator set {operatorSet}. Look it up in ONNX Runtime's "
                    + $"docs/OperatorKernels.md and add it.");
            (long version, HashSet<DataType>[]? kernel) = versions.Last(entry => entry.Key <= operatorSet);
            if (kernel is null || given.Where((type, i) => !kernel[Math.Min(i, kernel.Length - 1)].Contains(type)).Any())
            {
                missing.Add($"{node.OpType}-{version}({string.Join(", ", given)})");
            }

            foreach (string output in node.Output)
            {
                types[output] = ResultOf(node, given);
            }
        }
    }

    private static DataType ResultOf(NodeProto node, DataType[] given) => node.OpType switch
    {
        "Cast" => (DataType)node.Attribute.Single(attribute => attribute.Name == "to").I,
        "Shape" or "Size" or "NonZero" => DataType.Int64,
        "Less" or "Equal" => DataType.Bool,
        "If" => DataType.Float, // the reader's parts
        "Where" => given[1],
        _ => given[0],
    };

    private HashSet<DataType> Types(string names) =>
        [.. names.Split('|').SelectMany(name => sets.TryGetValue(name, out HashSet<DataType>? set) ? set : [Named(name)])];

    private static DataType Named(string name) => Enum.Parse<DataType>(name, ignoreCase: true);
}
