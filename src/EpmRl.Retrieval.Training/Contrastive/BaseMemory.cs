using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Encoding.Onnx;
using EpmRl.Retrieval.Training.Graphs;
using EpmRl.Retrieval.Training.Networks;
using EpmRl.Retrieval.Training.Optimisation;

namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>
/// Preserves what the base knows and listings do not show: which values a word means. Training on listings unlearns it, since most values
/// in listings are spelled as in the taxonomy. So words of the tokenizer's vocabulary should lie among a step's prompts as in the base's
/// space. Source: learning without forgetting (Li and Hoiem, 2016, arXiv:1606.09282); a vocabulary needs no data from earlier training.
/// </summary>
internal sealed class BaseMemory : IDisposable
{
    private const int WordsOfStep = 64;
    private const int FewestLetters = 3;

    private readonly TrainedLayers teacher;
    private readonly FrozenLayers below;
    private readonly PaddedTexts words;
    private readonly Tensor targets; // the base's logits, [W, P]
    private readonly double temperature;
    private readonly Dictionary<string, float[]> known = new(StringComparer.Ordinal); // the base's vectors of prompts

    /// <summary>Declares the inputs.</summary>
    /// <param name="model">The base, which must stay open.</param>
    /// <param name="below">Its frozen layers.</param>
    /// <param name="firstLayer">The lowest trained layer.</param>
    /// <param name="prompts">Number of prompts in a step, P.</param>
    /// <param name="options">Temperature and threads.</param>
    public BaseMemory(EncoderModel model, FrozenLayers below, int firstLayer, Dimension prompts, EncoderTrainingOptions options)
    {
        (this.below, temperature) = (below, options.Temperature);
        teacher = new TrainedLayers(below, model.Weights, firstLayer, model.Manifest.Pooling, options.Threads);
        words = new PaddedTexts("word", model.Weights.Configuration.Hidden, parts: 1);
        targets = Tensor.Input("word.targets", DataType.Float, words.Count, prompts);
    }

    /// <summary>The words of a tokenizer's vocabulary, in the order of their ids: complete words of three letters or more.</summary>
    public static string[] WordsOf(WordPieceTokenizer tokenizer) =>
        [
            .. Enumerable.Range(0, tokenizer.VocabularySize)
                .Select(tokenizer.TokenOf)
                .Where(token => token.Length >= FewestLetters && token.All(char.IsLetter)),
        ];

    /// <summary>The words of a step.</summary>
    /// <param name="vocabulary">Their source; empty to remember nothing.</param>
    /// <param name="random">Source of randomness.</param>
    public static string[] Choose(string[] vocabulary, Random random) =>
        vocabulary.Length == 0 ? [] : random.GetItems(vocabulary, Math.Min(WordsOfStep, vocabulary.Length));

    /// <summary>
    /// The mean over words of the Kullback-Leibler divergence from the base's softmax over the prompts to the network's; without
    /// dimensions.
    /// </summary>
    /// <param name="bert">The network.</param>
    /// <param name="firstLayer">The lowest trained layer.</param>
    /// <param name="pooling">How tokens become one vector.</param>
    /// <param name="encoded">The prompts' vectors, [P, H].</param>
    public Tensor Forgotten(BertNetwork bert, int firstLayer, PoolingKind pooling, Tensor encoded)
    {
        Tensor logits = Op.MatMul(words.Encode(bert, firstLayer, pooling), encoded, transposeB: true, factor: 1 / temperature);
        Tensor nearer = Op.ReduceSum(Op.Softmax(targets) * (targets - logits), keep: false, 1);
        return Op.ReduceMean(nearer + Op.LogSumExp(logits) - Op.LogSumExp(targets), keep: false);
    }

    /// <summary>Feeds the words of a step and the base's view of them.</summary>
    public void Feed(Feeds feeds, TrainingBatch batch, CancellationToken cancellationToken)
    {
        words.Feed(feeds, below.Of(batch.Words, cancellationToken));
        float[] ofWords = teacher.Encode(batch.Words, cancellationToken);
        string[] texts = [.. batch.Prompts.Select(prompt => prompt.Text)];
        Learn([.. texts.Where(text => !known.ContainsKey(text)).Distinct()], cancellationToken);
        var logits = new float[batch.Words.Count * texts.Length];
        for (int word = 0; word < batch.Words.Count; word++)
        {
            ReadOnlySpan<float> vector = ofWords.AsSpan(word * teacher.Dimension, teacher.Dimension);
            for (int prompt = 0; prompt < texts.Length; prompt++)
            {
                logits[(word * texts.Length) + prompt] = DotProduct.Of(vector, known[texts[prompt]]) / (float)temperature;
            }
        }

        feeds.Set(targets, logits, batch.Words.Count, texts.Length);
    }

    /// <inheritdoc/>
    public void Dispose() => teacher.Dispose();

    private void Learn(string[] texts, CancellationToken cancellationToken)
    {
        float[] vectors = teacher.Encode(texts, cancellationToken);
        for (int i = 0; i < texts.Length; i++)
        {
            known.Add(texts[i], vectors[(i * teacher.Dimension)..((i + 1) * teacher.Dimension)]);
        }
    }
}
