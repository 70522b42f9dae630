using System.Diagnostics;
using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Server.Telemetry;

namespace EpmRl.Retrieval.Server.Batching;

/// <summary>
/// Lets all requests share one encoder: texts of waiting calls are encoded together, up to a budget of tokens. A batch starts as soon as
/// the encoder is free, so that nobody waits for others to come. Safe for concurrent callers.
/// </summary>
/// <remarks>
/// Two lanes: while both wait, the bulk lane gets a quarter of each batch, so that neither starves. The interactive lane is bounded and
/// refuses at once when full; bulk callers have their own limits and wait. A call whose caller leaves is dropped before it is encoded.
/// </remarks>
internal sealed class EncoderQueue : IAsyncDisposable
{
    private const double CharactersPerToken = 4;
    private const int SpecialTokens = 2;
    private const double Smoothing = 0.2; // of the measured rate

    private readonly ITextEncoder encoder;
    private readonly int maxQueuedTokens;
    private readonly int maxBatchTokens;
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private readonly Queue<WaitingTexts>[] lanes = [new(), new()];
    private readonly int[] queued = new int[2]; // estimated tokens of each lane
    private readonly SemaphoreSlim work = new(0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task loop;
    private double tokensPerSecond;

    /// <summary>Starts to encode.</summary>
    /// <param name="encoder">The encoder; stays the caller's.</param>
    /// <param name="maxQueuedTokens">Estimated tokens that may wait in the interactive lane.</param>
    /// <param name="maxBatchTokens">Estimated tokens encoded together.</param>
    /// <param name="time">The clock; null for the system's.</param>
    public EncoderQueue(ITextEncoder encoder, int maxQueuedTokens, int maxBatchTokens, TimeProvider? time = null)
    {
        (this.encoder, this.maxQueuedTokens, this.maxBatchTokens) = (encoder, maxQueuedTokens, maxBatchTokens);
        this.time = time ?? TimeProvider.System;
        loop = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
    }

    /// <summary>Estimated tokens that wait, in both lanes.</summary>
    public int QueuedTokens
    {
        get
        {
            lock (gate)
            {
                return queued[0] + queued[1];
            }
        }
    }

    /// <summary>
    /// Whether the interactive lane is filled to seven eighths: requests are then refused before they are read. The rest is for those that
    /// are being read.
    /// </summary>
    public bool IsNearlyFull => Volatile.Read(ref queued[(int)Lane.Interactive]) >= maxQueuedTokens / 8 * 7;

    /// <summary>When a refused request is likely to be taken: the time that the queue takes, from 1 to 30 seconds.</summary>
    public TimeSpan RetryAfter
    {
        get
        {
            lock (gate)
            {
                double seconds = tokensPerSecond > 0 ? queued[0] / tokensPerSecond : 1;
                return TimeSpan.FromSeconds(Math.Clamp(Math.Ceiling(seconds), 1, 30));
            }
        }
    }

    /// <summary>An encoder whose calls wait in a lane; disposing it does nothing.</summary>
    public ITextEncoder Of(Lane lane) =>
        encoder is ITokenEncoder { Reader: not null } tokens ? new TokenLane(this, lane, tokens) : new TextLane(this, lane);

    /// <summary>Stops after the running batch; calls that wait are cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await loop.ConfigureAwait(false);
        lock (gate)
        {
            foreach (WaitingTexts waiting in lanes.SelectMany(lane => lane))
            {
                waiting.Abandon(stopping.Token);
            }
        }
    }

    private async ValueTask<EmbeddingBatch> EncodeAsync(
        Lane lane, IReadOnlyList<string> texts, bool tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(texts);
        cancellationToken.ThrowIfCancellationRequested();
        if (texts.Count == 0)
        {
            return await encoder.EncodeAsync(texts, cancellationToken).ConfigureAwait(false);
        }

        int[] costs = [.. texts.Select(CostOf)];
        var waiting = new WaitingTexts(texts, costs, encoder.Space.Dimension, tokens, time.GetTimestamp());
        lock (gate)
        {
            ref int of = ref queued[(int)lane];
            if (lane == Lane.Interactive && of > 0 && of + waiting.RemainingCost > maxQueuedTokens)
            {
                ServerTelemetry.Refused.Add(1);
                throw new QueueFullException(of, RetryAfter);
            }

            of += waiting.RemainingCost;
            lanes[(int)lane].Enqueue(waiting);
        }

        work.Release();
        CancellationTokenRegistration registration = cancellationToken.UnsafeRegister(_ => Leave(lane, waiting, cancellationToken), null);
        await using (registration.ConfigureAwait(false))
        {
            return await waiting.Completed.ConfigureAwait(false);
        }
    }

    // The texts are dropped when their turn comes; their tokens no longer count.
    private void Leave(Lane lane, WaitingTexts waiting, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (!waiting.IsAbandoned)
            {
                queued[(int)lane] -= waiting.RemainingCost;
                waiting.Abandon(cancellationToken);
            }
        }
    }

    private async Task RunAsync()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work.WaitAsync(stopping.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            while (!stopping.IsCancellationRequested && NextBatch() is { } batch)
            {
                await EncodeAsync(batch).ConfigureAwait(false);
            }
        }
    }

    private async Task EncodeAsync(Batch batch)
    {
        long began = time.GetTimestamp();
        try
        {
            EmbeddingBatch vectors = batch.Tokens
                ? await ((ITokenEncoder)encoder).EncodeTokensAsync(batch.Texts).ConfigureAwait(false)
                : await encoder.EncodeAsync(batch.Texts).ConfigureAwait(false);
            int row = 0;
            foreach ((WaitingTexts of, int first, int count) in batch.Parts)
            {
                of.Fill(vectors, row, first, count);
                row += count;
            }
        }
        catch (Exception failure)
        {
            // One bad text must not fail its neighbours: each call is encoded alone.
            if (batch.Parts.Count == 1)
            {
                batch.Parts[0].Of.Fail(failure);
                return;
            }

            int row = 0;
            foreach ((WaitingTexts of, int first, int count) in batch.Parts)
            {
                await EncodeAsync(new Batch(batch.Texts.GetRange(row, count), [(of, first, count)], batch.Tokens, batch.Cost))
                    .ConfigureAwait(false);
                row += count;
            }

            return;
        }

        double seconds = time.GetElapsedTime(began).TotalSeconds;
        ServerTelemetry.BatchTokens.Record(batch.Cost);
        lock (gate)
        {
            double rate = batch.Cost / Math.Max(seconds, 1e-6);
            tokensPerSecond = tokensPerSecond == 0 ? rate : ((1 - Smoothing) * tokensPerSecond) + (Smoothing * rate);
        }
    }

    private Batch? NextBatch()
    {
        lock (gate)
        {
            Drop(Lane.Interactive);
            Drop(Lane.Bulk);
            bool both = lanes[0].Count > 0 && lanes[1].Count > 0;
            if (!both && lanes[0].Count == 0 && lanes[1].Count == 0)
            {
                return null;
            }

            var texts = new List<string>();
            var parts = new List<(WaitingTexts, int, int)>();
            bool tokens = (lanes[0].Count > 0 ? lanes[0] : lanes[1]).Peek().Tokens;
            int cost = TakeFrom(Lane.Interactive, both ? maxBatchTokens * 3 / 4 : maxBatchTokens, tokens, texts, parts);
            cost += TakeFrom(Lane.Bulk, maxBatchTokens - cost, tokens, texts, parts);
            return new Batch(texts, parts, tokens, cost);
        }
    }

    private int TakeFrom(Lane lane, int budget, bool tokens, List<string> texts, List<(WaitingTexts, int, int)> parts)
    {
        Queue<WaitingTexts> waiting = lanes[(int)lane];
        int cost = 0;
        while (cost < budget && waiting.TryPeek(out WaitingTexts? next) && next.Tokens == tokens)
        {
            if (next.IsAbandoned)
            {
                waiting.Dequeue();
                continue;
            }

            int first = next.Taken;
            if (first == 0)
            {
                ServerTelemetry.QueueDuration.Record(time.GetElapsedTime(next.Enqueued).TotalSeconds);
            }

            int taken = next.Take(budget - cost, texts);
            parts.Add((next, first, next.Taken - first));
            queued[(int)lane] -= taken;
            cost += taken;
            if (next.IsTaken)
            {
                waiting.Dequeue();
            }
        }

        return cost;
    }

    private void Drop(Lane lane)
    {
        Queue<WaitingTexts> waiting = lanes[(int)lane];
        while (waiting.TryPeek(out WaitingTexts? next) && next.IsAbandoned)
        {
            waiting.Dequeue();
        }
    }

    /// <summary>Estimated tokens of a text.</summary>
    // An estimate is enough: it bounds memory and waiting time, and counting exactly would tokenise every text twice.
    public int CostOf(string text) =>
        Math.Min((int)(text.Length / CharactersPerToken) + SpecialTokens, Math.Max(encoder.Space.MaxTokens, SpecialTokens));

    private sealed record Batch(List<string> Texts, List<(WaitingTexts Of, int First, int Count)> Parts, bool Tokens, int Cost);

    private class TextLane(EncoderQueue queue, Lane lane) : ITextEncoder
    {
        public EncoderSpace Space => queue.encoder.Space;

        public ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
            queue.EncodeAsync(lane, texts, tokens: false, cancellationToken);

        public void Dispose()
        {
        }
    }

    private sealed class TokenLane(EncoderQueue queue, Lane lane, ITokenEncoder tokens) : TextLane(queue, lane), ITokenEncoder
    {
        private readonly EncoderQueue queue = queue;
        private readonly Lane lane = lane;

        public int StateSize => tokens.StateSize;

        public SpanReader? Reader => tokens.Reader;

        public ValueTask<EmbeddingBatch> EncodeTokensAsync(
            IReadOnlyList<string> texts, CancellationToken cancellationToken = default) =>
            queue.EncodeAsync(lane, texts, tokens: true, cancellationToken);
    }
}
