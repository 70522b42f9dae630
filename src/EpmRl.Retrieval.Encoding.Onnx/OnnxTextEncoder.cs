using System.Collections.Concurrent;
using System.Numerics.Tensors;
using EpmRl.Retrieval.Encoding.Onnx.Graphs;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Telemetry;

namespace EpmRl.Retrieval.Encoding.Onnx;

/// <summary>
/// A BERT-style encoder on ONNX Runtime. Each text is tokenized, run and pooled on its own thread, and a text's vector depends only on the
/// text. Safe to call from several threads; together they use no more threads than the options allow.
/// </summary>
/// <remarks>
/// Texts of equal length share a batch up to a token budget; nothing is padded. The integer form runs text by text, because its activations
/// are scaled by the largest value of a run. Equal texts of a call are encoded once. Tokenizing the next window of texts overlaps running
/// the current one.
/// </remarks>
public sealed class OnnxTextEncoder : ITextEncoder, ITokenEncoder
{
    private const int MostPieces = 4; // of a text whose tokens have states: the longest input, and three further ones

    private readonly WordPieceTokenizer tokenizer;
    private readonly EncoderSession session;
    private readonly SemaphoreSlim freeLanes;
    private readonly ConcurrentBag<EncoderLane> lanes = [];
    private readonly EncoderBatching batching;

    private OnnxTextEncoder(
        EncoderSpace space, WordPieceTokenizer tokenizer, EncoderSession session, EncoderDevice device, EncoderBatching batching,
        ReaderFile? reader)
    {
        Space = space;
        Device = device;
        StateSize = reader?.Sizes.Parts ?? space.Dimension;
        Reader = reader?.ToSpanReader();
        this.tokenizer = tokenizer;
        this.session = session;
        this.batching = batching;
        freeLanes = new SemaphoreSlim(batching.Lanes);
    }

    /// <inheritdoc/>
    public EncoderSpace Space { get; }

    /// <summary>Where it computes: <c>cpu</c> or a GPU.</summary>
    public EncoderDevice Device { get; }

    /// <summary>Length of a token's state: the hidden state of the last layer, or what the folder's reader makes of it.</summary>
    internal int StateSize { get; }

    /// <summary>Reads spans from the states of their tokens; null where the folder has no reader or it was left out.</summary>
    internal SpanReader? Reader { get; }

    /// <inheritdoc/>
    SpanReader? ITokenEncoder.Reader => Reader;

    /// <inheritdoc/>
    int ITokenEncoder.StateSize => StateSize;

    /// <summary>Loads a model folder: checks its files' hashes, builds the graph for the precision, opens the session.</summary>
    /// <param name="modelFolder">A folder with an <c>encoder.json</c>.</param>
    /// <param name="options">How to run it; null for the defaults.</param>
    /// <exception cref="ModelFormatException">The folder's files are missing, damaged or not supported.</exception>
    /// <exception cref="EncoderException">The requested device does not work.</exception>
    public static OnnxTextEncoder Load(string modelFolder, EncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(modelFolder);
        options ??= new EncoderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Threads, 1, nameof(options));
        using EncoderModel model = EncoderModel.Open(modelFolder);
        if (options.Device.Kind == "cuda")
        {
            return Open(model, options, options.Device);
        }

        if (options.Device.Kind == "auto")
        {
            if (CudaProvider.WhyAbsent() is null)
            {
                try
                {
                    return Open(model, options, EncoderDevice.Cuda(options.Device.Index));
                }
                catch (EncoderException error)
                {
                    options.OnFallback?.Invoke($"Using the processor instead of a GPU. {error.Message}");
                }
            }
        }

        return Open(model, options, EncoderDevice.Cpu);
    }

    /// <inheritdoc/>
    /// <remarks>The work runs on the calling thread and, for many texts, on pool threads as well; it is complete on return.</remarks>
    public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
        new(Encode(texts, withStates: false, cancellationToken));

    /// <inheritdoc/>
    /// <remarks>As <see cref="EncodeAsync"/>. Equal texts share their states.</remarks>
    ValueTask<EmbeddingBatch> ITokenEncoder.EncodeTokensAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        new(Encode(texts, withStates: true, cancellationToken));

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        freeLanes.Dispose();
    }

    /// <summary>
    /// Loads a model folder for the processor with the batching of another device, so that a GPU's can be tested without one.
    /// </summary>
    internal static OnnxTextEncoder Load(string modelFolder, EncoderPrecision precision, EncoderBatching batching)
    {
        using EncoderModel model = EncoderModel.Open(modelFolder);
        return Open(model, new EncoderOptions { Precision = precision }, EncoderDevice.Cpu, batching);
    }

    private static OnnxTextEncoder Open(EncoderModel model, EncoderOptions options, EncoderDevice device, EncoderBatching? batching = null)
    {
        EncoderPrecision precision = options.Precision != EncoderPrecision.Auto ? options.Precision
            : device.Kind == "cuda" ? EncoderPrecision.Fp16 : EncoderPrecision.Int8;
        if (precision == EncoderPrecision.Int8 && device.Kind == "cuda")
        {
            throw new EncoderException("The int8 form is made for processors. Use fp16 or fp32 on a GPU.");
        }

        ReaderFile? reader = options.WithoutReader ? null : model.FindReader();
        var session = new EncoderSession(BertGraph.BuildTokens(model.Weights, precision, model.Manifest.Pooling, reader), device);
        // The graph's bytes, as large as the weights, are now garbage; without this they would stay resident.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        string name = precision.ToString().ToLowerInvariant();
        var encoder = new OnnxTextEncoder(
            model.Manifest.SpaceOf(name, BertGraph.FormOf(precision)), model.Tokenizer, session, device,
            batching ?? EncoderBatching.For(device, precision, options.Threads), reader);
        if (device.Kind == "cuda")
        {
            encoder.CompareWithGolden(model);
        }

        return encoder;
    }

    // A GPU may load and still compute wrongly, or not at all; the stored vectors show it before anything relies on it.
    private void CompareWithGolden(EncoderModel model)
    {
        foreach ((string text, float[] expected) in model.ReadGolden().Take(3))
        {
            EmbeddingBatch found = EncodeDistinct([text], withStates: false, CancellationToken.None);
            float cosine = TensorPrimitives.CosineSimilarity<float>(expected, found[0].Span);
            if (!(cosine >= 0.999f))
            {
                Dispose();
                throw new EncoderException(
                    $"{Device} gives other vectors than the processor (cosine {cosine}). Use the processor instead.");
            }
        }
    }

    private EmbeddingBatch Encode(IReadOnlyList<string> texts, bool withStates, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Count <= 1)
        {
            if (texts.Count == 1 && texts[0] is null)
            {
                throw new ArgumentException("Text 0 is null.", nameof(texts));
            }

            return EncodeDistinct(texts, withStates, cancellationToken);
        }

        (List<string> distinct, int[]? places) = Distinct(texts);
        EmbeddingBatch batch = EncodeDistinct(distinct, withStates, cancellationToken);
        return places is null ? batch : Spread(batch, places);
    }

    private static (List<string> Distinct, int[]? Places) Distinct(IReadOnlyList<string> texts)
    {
        var seen = new Dictionary<string, int>(texts.Count, StringComparer.Ordinal);
        var distinct = new List<string>(texts.Count);
        var places = new int[texts.Count];
        for (int i = 0; i < texts.Count; i++)
        {
            string text = texts[i] ?? throw new ArgumentException($"Text {i} is null.", nameof(texts));
            if (!seen.TryGetValue(text, out places[i]))
            {
                places[i] = distinct.Count;
                seen.Add(text, distinct.Count);
                distinct.Add(text);
            }
        }

        return (distinct, distinct.Count == texts.Count ? null : places);
    }

    private EmbeddingBatch Spread(EmbeddingBatch vectors, int[] places)
    {
        TokenStates[]? tokens = places.Length > 0 && vectors.TokensOf(0) is not null
            ? [.. places.Select(place => vectors.TokensOf(place)!)]
            : null;
        var spread = new float[places.Length * Space.Dimension];
        var truncated = new bool[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            vectors[places[i]].Span.CopyTo(spread.AsSpan(i * Space.Dimension));
            truncated[i] = vectors.IsTruncated(places[i]);
        }

        return new EmbeddingBatch(spread, Space.Dimension, truncated, tokens);
    }

    private EmbeddingBatch EncodeDistinct(IReadOnlyList<string> texts, bool withStates, CancellationToken cancellationToken)
    {
        using var operation = MeasuredOperation.Start("epmrl.encode", RetrievalTelemetry.EncoderDuration);
        operation.Activity?.SetTag("epmrl.texts", texts.Count);
        try
        {
            return RunWindows(texts, withStates, cancellationToken);
        }
        catch (Exception failed) when (operation.Failed(failed))
        {
            throw;
        }
    }

    private EmbeddingBatch RunWindows(IReadOnlyList<string> texts, bool withStates, CancellationToken cancellationToken)
    {
        var vectors = new float[texts.Count * Space.Dimension];
        var truncated = new bool[texts.Count];
        TokenStates[]? tokens = withStates ? new TokenStates[texts.Count] : null;
        var pieces = new TextPieces(Space.MaxTokens, withStates ? MostPieces : 1);
        TextWindow? running = null;
        for (int first = 0; first < texts.Count || running is not null; first += TextWindow.Size)
        {
            // One round runs a window and tokenizes the next.
            TextWindow? next = first < texts.Count
                ? new TextWindow(first, Math.Min(TextWindow.Size, texts.Count - first), pieces, withStates ? StateSize : 0)
                : null;
            TextWindow? current = running;
            int batches = current?.Batches.Count ?? 0;
            InParallel(batches + (next?.Chunks ?? 0), cancellationToken, (lane, item) =>
            {
                if (item < batches)
                {
                    RunBatch(lane, current!, current!.Batches[item], vectors, withStates);
                }
                else
                {
                    next!.Tokenize(item - batches, tokenizer, lane.Tokens, texts, truncated);
                }
            });
            next?.Plan(batching.BatchTokens);
            RetrievalTelemetry.Tokens.Add(current?.Tokens ?? 0);
            current?.Release();
            if (tokens is not null)
            {
                current?.CopyStates(tokens);
            }

            running = next;
        }

        RetrievalTelemetry.Texts.Add(texts.Count);
        return new EmbeddingBatch(vectors, Space.Dimension, truncated, tokens);
    }

    private void RunBatch(EncoderLane lane, TextWindow window, (int Start, int Count) batch, float[] vectors, bool withStates)
    {
        int tokens = window.LengthAt(batch.Start);
        int dimension = Space.Dimension;
        int states = withStates ? tokens * StateSize : 0; // of one text
        lane.Reserve(batch.Count * tokens, batch.Count * dimension, batch.Count * states);
        for (int i = 0; i < batch.Count; i++)
        {
            window.CopyIds(batch.Start + i, lane.Ids.AsSpan(i * tokens, tokens));
        }

        lane.OutputShape[0] = batch.Count;
        lane.OutputShape[1] = dimension;
        Memory<int> ids = lane.Ids.AsMemory(0, batch.Count * tokens);
        Memory<float> result = lane.Vectors.AsMemory(0, batch.Count * dimension);
        if (withStates)
        {
            (lane.StatesShape[0], lane.StatesShape[1], lane.StatesShape[2]) = (batch.Count, tokens, StateSize);
            session.Run(
                ids, [batch.Count, tokens], result, lane.OutputShape, lane.States.AsMemory(0, batch.Count * states), lane.StatesShape);
        }
        else
        {
            session.Run(ids, [batch.Count, tokens], result, lane.OutputShape);
        }

        for (int i = 0; i < batch.Count; i++)
        {
            ReadOnlySpan<float> vector = result.Span.Slice(i * dimension, dimension);
            float norm = DotProduct.Norm(vector);
            if (!(MathF.Abs(norm - 1) < 1e-3f)) // NaN fails too
            {
                throw new EncoderException($"The encoder gave a vector of norm {norm} instead of 1. Check the model.");
            }

            if (window.TextAt(batch.Start + i) is { } text)
            {
                vector.CopyTo(vectors.AsSpan(text * dimension));
            }

            if (withStates)
            {
                window.KeepStates(batch.Start + i, lane.States.AsSpan(i * states, states));
            }
        }
    }

    // Items are handed out in order; each worker holds a lane, and there are as many lanes as the options allow threads.
    private void InParallel(int items, CancellationToken cancellationToken, Action<EncoderLane, int> work)
    {
        int next = -1;
        int workers = Math.Min(batching.Lanes, items);
        if (workers == 1)
        {
            Work();
            return;
        }

        try
        {
            Parallel.For(0, workers, _ => Work());
        }
        catch (AggregateException errors) when (errors.InnerExceptions.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(errors.InnerExceptions[0]);
        }

        void Work()
        {
            freeLanes.Wait(cancellationToken);
            EncoderLane lane = lanes.TryTake(out EncoderLane? idle) ? idle : new EncoderLane();
            try
            {
                for (int item = Interlocked.Increment(ref next); item < items; item = Interlocked.Increment(ref next))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    work(lane, item);
                }
            }
            finally
            {
                lanes.Add(lane);
                freeLanes.Release();
            }
        }
    }
}
