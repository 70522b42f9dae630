using System.Diagnostics;
using System.Globalization;
using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>Whenever a writer is killed, the store holds every acknowledged entry, complete, and at most one more.</summary>
[Trait("Category", "Slow")]
public sealed class KilledStoreTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Authorship By = new("test", "first");

    private readonly ScratchFolder scratch = new();
    private readonly Dictionary<long, string> expected = [];
    private ProductTaxonomy model = Begin();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_writer_killed_at_random_moments_loses_nothing_that_it_acknowledged()
    {
        int kills = LongRun.Count(30, 600), seed = LongRun.Seed();
        var random = new Random(seed);
        string folder = scratch["store"];
        TaxonomyStore.Create(folder, model, By).Dispose();
        int repaired = 0, unacknowledged = 0, after = 0;
        for (int trial = 0; trial < kills; trial++)
        {
            using Process writer = KilledStore.Start(folder, -1, int.MaxValue);
            var acknowledged = new List<long>();
            Task reading = Task.Run(async () =>
            {
                while (await writer.StandardOutput.ReadLineAsync() is { } line)
                {
                    lock (acknowledged)
                    {
                        acknowledged.Add(long.Parse(line, CultureInfo.InvariantCulture));
                    }
                }
            });
            while (!writer.HasExited && Last() == 0) // it starts; kills from the first entry on
            {
                await Task.Delay(2);
            }

            await Task.Delay(random.Next(20));
            writer.Kill();
            await writer.WaitForExitAsync();
            await reading;
            Assert.True(acknowledged.Count > 0, await writer.StandardError.ReadToEndAsync());

            using TaxonomyStore store = TaxonomyStore.Open(folder);
            string where = $"seed {seed}, kill {trial}: acknowledged {Last()}, found {store.Sequence}";
            Assert.True(store.Sequence == Last() || store.Sequence == Last() + 1, where);
            AssertIsPrefix(store, where);
            Assert.Empty(TaxonomyStore.Verify(folder));
            repaired += store.Repaired.Count;
            unacknowledged += (int)(store.Sequence - Last());
            after += acknowledged.Count;

            long Last()
            {
                lock (acknowledged)
                {
                    return acknowledged.Count == 0 ? 0 : acknowledged[^1];
                }
            }
        }

        output.WriteLine(
            $"{kills} kills, {after} acknowledged entries, 0 lost; {unacknowledged} were written and not acknowledged; {repaired} repairs");
    }

    [Fact]
    public async Task A_writer_that_ends_before_any_call_leaves_a_prefix()
    {
        // One round of edits with its publication, in processes that really end.
        string folder = scratch["calls"];
        TaxonomyStore.Create(folder, model, By).Dispose();
        int calls = 0;
        for (int killAt = 0; ; killAt += 3)
        {
            string copy = scratch[$"calls-{killAt}"];
            CopyStore(folder, copy);
            using Process writer = KilledStore.Start(copy, killAt, KilledStore.PublishEvery);
            string[] lines = (await writer.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await writer.WaitForExitAsync();
            if (writer.ExitCode == 0)
            {
                break;
            }

            calls++;
            using TaxonomyStore store = TaxonomyStore.Open(copy);
            long last = lines.Length == 0 ? 1 : long.Parse(lines[^1], CultureInfo.InvariantCulture);
            Assert.InRange(store.Sequence, last, last + 1);
            AssertIsPrefix(store, $"call {killAt}");
        }

        Assert.InRange(calls, 5, 100);
    }

    // The same for every call, and at every byte of a written line, without the cost of processes: what a kill leaves is what was written
    // so far.
    [Fact]
    public void A_crash_at_any_call_leaves_a_prefix()
    {
        string folder = scratch["all"];
        TaxonomyStore.Create(folder, model, By).Dispose();
        int crashes = 0;
        for (int stopAt = 0; ; stopAt++)
        {
            bool stopped = false;
            foreach (double share in new[] { 0, 0.3, 0.99 })
            {
                string copy = scratch[$"all-{stopAt}-{share}"];
                CopyStore(folder, copy);
                long last = 1;
                var files = new StoppingFiles(stopAt, share);
                try
                {
                    using TaxonomyStore writer = TaxonomyStore.Open(copy, new TaxonomyStoreOptions { Files = files });
                    while (last < 1 + KilledStore.PublishEvery)
                    {
                        last = ((last + 1) % KilledStore.PublishEvery == 0
                            ? writer.Publish(By)
                            : writer.Apply(KilledStore.Edits(last + 1), By)).Sequence;
                    }
                }
                catch (StoppedException)
                {
                    stopped = true;
                    crashes++;
                }

                using TaxonomyStore store = TaxonomyStore.Open(copy);
                Assert.InRange(store.Sequence, last, last + 1);
                AssertIsPrefix(store, $"call {stopAt}, {share}");
                Assert.Empty(TaxonomyStore.Verify(copy));
            }

            if (!stopped)
            {
                break;
            }
        }

        output.WriteLine($"{crashes} crash points");
        Assert.InRange(crashes, 60, 1000);
    }

    private static ProductTaxonomy Begin()
    {
        var color = new AttributeDefinition { Id = "color", Name = "Color", Values = [new TaxonomyValue { Id = "base", Label = "Base" }] };
        return new ProductTaxonomy(
            "killed", "", [new Category { Id = "things", Name = "Things", Path = "Things", Attributes = [color] }], [color]).WithVersion();
    }

    // The draft, and what is published, are those that the entries give from the beginning.
    private void AssertIsPrefix(TaxonomyStore store, string where)
    {
        for (long sequence = expected.Count + 1; sequence <= store.Sequence; sequence++)
        {
            if (sequence > 1 && sequence % KilledStore.PublishEvery != 0)
            {
                model = TaxonomyEditor.Apply(model, KilledStore.Edits(sequence), EditHistory.Empty).Taxonomy;
            }

            expected.Add(sequence, model.Version);
        }

        Assert.True(expected[store.Sequence] == store.Draft.Version, where);
        long published = store.Sequence / KilledStore.PublishEvery * KilledStore.PublishEvery;
        Assert.True((published == 0 ? null : expected[published]) == store.PublishedVersion, where);
        Assert.True(store.PublishedVersion == PublishedPointer.Read(store.Path), where);
    }

    private static void CopyStore(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private sealed class StoppedException : Exception;

    // Ends the process, as far as the store can see, at one call: part of what it writes is there, and nothing can be changed any more.
    private sealed class StoppingFiles(int stopAt, double share) : FileSystem
    {
        private int calls;
        private bool stopping;

        protected override void Before(string change)
        {
            if (stopping)
            {
                throw new StoppedException();
            }

            stopping = calls++ == stopAt;
            if (stopping && !change.StartsWith("write", StringComparison.Ordinal))
            {
                throw new StoppedException();
            }
        }

        protected override void WriteTo(FileStream file, ReadOnlySpan<byte> bytes)
        {
            file.Write(stopping ? bytes[..(int)(bytes.Length * share)] : bytes);
            if (stopping)
            {
                throw new StoppedException();
            }
        }

        protected override void FlushTo(FileStream file)
        {
        }
    }
}
