using System.Text.Json;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.TestKit;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Tests.Networks;

/// <summary>The tiny BERT of the shared fixtures: its network, its batch and the contrastive loss.</summary>
internal sealed class TinyBert : IDisposable
{
    private const double Temperature = 0.05;

    private readonly SafetensorsFile file;

    public TinyBert(DataType type, PoolingKind pooling, BertNetworkOptions? options = null)
    {
        Golden = JsonDocument.Parse(File.ReadAllText(PathOf("golden.json"))).RootElement;
        var configuration = BertConfiguration.Read(PathOf("config.json"));
        file = SafetensorsFile.Open(PathOf("model.safetensors"));
        Parameters = new ParameterSet(type);
        Network =
            new BertNetwork(configuration, Parameters, options ?? new BertNetworkOptions(), new BertWeights(file, configuration).Read);

        JsonElement inputs = Golden.GetProperty("inputs");
        Items = Encode("items", inputs.GetProperty("items"), pooling, out Tensor itemStates);
        Candidates = Encode("candidates", inputs.GetProperty("candidates"), pooling, out Tensor candidateStates);
        (ItemStates, CandidateStates) = (itemStates, candidateStates);
        bool[] allowed = [.. Numbers(inputs.GetProperty("candidate_mask")).Select(number => number == 1)];
        var positives = new bool[allowed.Length];
        int[] targets = [.. inputs.GetProperty("target").EnumerateArray().Select(target => target.GetInt32())];
        int each = allowed.Length / targets.Length;
        for (int row = 0; row < targets.Length; row++)
        {
            positives[row * each + targets[row]] = true;
        }

        Tensor allowedInput = Tensor.Input("allowed", DataType.Bool, "items", each);
        Tensor positiveInput = Tensor.Input("positives", DataType.Bool, "items", each);
        Feeds.Set(allowedInput, allowed, targets.Length, each);
        Feeds.Set(positiveInput, positives, targets.Length, each);
        Tensor byItem = Op.Reshape(Candidates, Tensor.Integers(targets.Length, each, 16), "items", each, 16);
        Tensor similarities = Op.ReduceSum(Op.Unsqueeze(Items, 1) * byItem, keep: false, 2); // [items, each]
        Loss = Op.ReduceMean(Losses.CrossEntropy(similarities / Temperature, allowedInput, positiveInput), keep: false);
    }

    public JsonElement Golden { get; }

    public ParameterSet Parameters { get; }

    public BertNetwork Network { get; }

    public Tensor Items { get; }

    public Tensor Candidates { get; }

    public Tensor ItemStates { get; }

    public Tensor CandidateStates { get; }

    public Tensor Loss { get; }

    public Feeds Feeds { get; } = new();

    public static string PathOf(string name) => TestPaths.Shared("fixtures", "training", "bert-tiny", name);

    public void Dispose()
    {
        Feeds.Dispose();
        Parameters.Dispose();
        file.Dispose();
    }

    private Tensor Encode(string name, JsonElement batch, PoolingKind pooling, out Tensor states)
    {
        int rows = batch.GetProperty("input_ids").GetArrayLength();
        double[] ids = Numbers(batch.GetProperty("input_ids"));
        int tokens = ids.Length / rows;
        Tensor idsInput = Tensor.Input(name + ".ids", DataType.Int32, name, name + ".tokens");
        Tensor mask = Tensor.Input(name + ".mask", Parameters.Type, name, name + ".tokens");
        Feeds.Set(idsInput, ids.Select(id => (int)id).ToArray(), rows, tokens);
        Feeds.Set(mask, Numbers(batch.GetProperty("attention_mask")).Select(number => (float)number).ToArray(), rows, tokens);
        states = Network.HiddenStates(idsInput, mask, 2);
        return Network.EncodeFrom(states, mask, 2, pooling);
    }

    private static double[] Numbers(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(number => number.GetDouble())];
}
