using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Server.Batching;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Server.Tests.Batching;

public sealed class EncoderQueueTests
{
    [Fact]
    public async Task Calls_get_the_vectors_of_their_own_texts_in_order()
    {
        using var encoder = new HashingEncoder();
        await using var queue = new EncoderQueue(encoder, maxQueuedTokens: 100_000, maxBatchTokens: 40);

        await Parallel.ForAsync(0, 50, async (caller, _) =>
        {
            string[] texts = [.. Enumerable.Range(0, 1 + (caller % 7)).Select(i => $"text {i} of caller {caller}")];
            EmbeddingBatch queued = await queue.Of((Lane)(caller % 2)).EncodeAsync(texts);
            EmbeddingBatch alone = await encoder.EncodeAsync(texts);
            for (int i = 0; i < texts.Length; i++)
            {
                Assert.Equal(alone[i].ToArray(), queued[i].ToArray());
            }
        });
    }

    [Fact]
    public async Task Waiting_calls_are_encoded_together_within_the_budget()
    {
        using var encoder = new HeldEncoder();
        await using var queue = new EncoderQueue(encoder, 100_000, maxBatchTokens: 30);
        Task first = queue.Of(Lane.Interactive).EncodeAsync(["first"]).AsTask();
        await encoder.Entered.WaitAsync();

        Task[] others = [.. Enumerable.Range(0, 10).Select(i => queue.Of(Lane.Interactive).EncodeAsync([$"text number {i}"]).AsTask())];
        encoder.Release();
        await Task.WhenAll([first, .. others]);

        // Twelve characters are 5 tokens: six texts fit a batch of 30.
        Assert.Equal([1, 6, 4], encoder.Batches.Select(batch => batch.Count));
    }

    [Fact]
    public async Task A_full_queue_refuses_at_once_and_says_when_to_come_back()
    {
        using var encoder = new HeldEncoder();
        await using var queue = new EncoderQueue(encoder, maxQueuedTokens: 20, maxBatchTokens: 10);
        Task first = queue.Of(Lane.Interactive).EncodeAsync(["first"]).AsTask();
        await encoder.Entered.WaitAsync();
        Task second = queue.Of(Lane.Interactive).EncodeAsync([new string('x', 60)]).AsTask();

        QueueFullException full = await Assert.ThrowsAsync<QueueFullException>(
            () => queue.Of(Lane.Interactive).EncodeAsync([new string('y', 60)]).AsTask());

        Assert.InRange(full.RetryAfter.TotalSeconds, 1, 30);
        Assert.True(queue.IsNearlyFull);
        Task bulk = queue.Of(Lane.Bulk).EncodeAsync([new string('z', 60)]).AsTask(); // waits: bulk callers have limits of their own
        encoder.Release();
        await Task.WhenAll(first, second, bulk);
        Assert.False(queue.IsNearlyFull);
    }

    [Fact]
    public async Task A_call_whose_caller_left_is_never_encoded()
    {
        using var encoder = new HeldEncoder();
        await using var queue = new EncoderQueue(encoder, 1_000, 1_000);
        Task first = queue.Of(Lane.Interactive).EncodeAsync(["first"]).AsTask();
        await encoder.Entered.WaitAsync();
        using var leaving = new CancellationTokenSource();
        Task left = queue.Of(Lane.Interactive).EncodeAsync(["of a caller who leaves"], leaving.Token).AsTask();
        int before = queue.QueuedTokens;

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(0, queue.QueuedTokens);
        Assert.NotEqual(0, before);
        encoder.Release();
        await first;
        await queue.Of(Lane.Interactive).EncodeAsync(["last"]);
        Assert.DoesNotContain(encoder.Batches, batch => batch.Any(text => text.Contains("leaves", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Neither_lane_starves_while_both_wait()
    {
        using var encoder = new HeldEncoder();
        await using var queue = new EncoderQueue(encoder, 100_000, maxBatchTokens: 40);
        Task first = queue.Of(Lane.Interactive).EncodeAsync(["first"]).AsTask();
        await encoder.Entered.WaitAsync();

        Task[] all =
        [
            queue.Of(Lane.Bulk).EncodeAsync([.. Enumerable.Range(0, 40).Select(i => $"bulk text {i:00}")]).AsTask(),
            .. Enumerable.Range(0, 40).Select(i => queue.Of(Lane.Interactive).EncodeAsync([$"quick text {i:00}"]).AsTask()),
        ];
        encoder.Release();
        await Task.WhenAll([first, .. all]);

        IReadOnlyList<string>[] mixed = [.. encoder.Batches.Skip(1).Take(4)];
        Assert.All(mixed, batch => Assert.Contains(batch, text => text.StartsWith("bulk", StringComparison.Ordinal)));
        Assert.All(mixed, batch => Assert.True(
            batch.Count(text => text.StartsWith("quick", StringComparison.Ordinal)) > batch.Count / 2));
    }

    [Fact]
    public async Task A_failure_of_one_call_does_not_fail_those_it_was_batched_with()
    {
        using var encoder = new HeldEncoder { Poison = "bad" };
        await using var queue = new EncoderQueue(encoder, 1_000, 1_000);
        Task first = queue.Of(Lane.Interactive).EncodeAsync(["first"]).AsTask();
        await encoder.Entered.WaitAsync();
        Task<EmbeddingBatch> good = queue.Of(Lane.Interactive).EncodeAsync(["good"]).AsTask();
        Task<EmbeddingBatch> bad = queue.Of(Lane.Interactive).EncodeAsync(["bad"]).AsTask();

        encoder.Release();

        await first;
        Assert.Equal(1, (await good).Count);
        await Assert.ThrowsAsync<EncoderException>(() => bad);
    }

    // Holds its first call until it is released, so that others wait behind it.
    private sealed class HeldEncoder : ITextEncoder
    {
        private readonly HashingEncoder inner = new();
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public SemaphoreSlim Entered { get; } = new(0);

        public List<IReadOnlyList<string>> Batches { get; } = [];

        public string? Poison { get; init; }

        public EncoderSpace Space => inner.Space;

        public void Release() => released.SetResult();

        public async ValueTask<EmbeddingBatch> EncodeAsync(IReadOnlyList<string> texts, CancellationToken cancellationToken = default)
        {
            Batches.Add([.. texts]);
            Entered.Release();
            await released.Task;
            return Poison is not null && texts.Contains(Poison)
                ? throw new EncoderException("The model returned NaN.")
                : await inner.EncodeAsync(texts, cancellationToken);
        }

        public void Dispose() => inner.Dispose();
    }
}
