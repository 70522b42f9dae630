using EpmRl.Retrieval.Storage;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>A disk that fails, or is full, at any call of an edit and a publication; and files that were damaged.</summary>
public sealed class TaxonomyStoreFaultTests : IDisposable
{
    private static readonly Authorship By = new("test", "faults");
    private static readonly TaxonomyEdit[] First = [new AddValue { Value = new ValueId("color", "black"), Label = "Black" }];
    private static readonly TaxonomyEdit[] Second = [new AddValue { Value = new ValueId("color", "white"), Label = "White" }];

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_disk_that_fails_at_any_call_leaves_the_store_as_acknowledged(bool shortWrite)
    {
        int failAt = 0;
        for (bool failed = true; failed; failAt++)
        {
            string path = scratch[$"store-{shortWrite}-{failAt}"];
            TaxonomyStore.Create(path, Begin(), By, new TaxonomyStoreOptions { Files = new UnflushedFiles() }).Dispose();
            var files = new FailingFiles(failAt, shortWrite);
            var acknowledged = new List<string>();
            failed = false;
            TaxonomyStore? store = null;
            try
            {
                store = TaxonomyStore.Open(path, new TaxonomyStoreOptions { Files = files });
                acknowledged.Add(store.Apply(First, By).Version);
                store.Publish(By);
                acknowledged.Add("published");
                acknowledged.Add(store.Apply(Second, By).Version);
            }
            catch (IOException full)
            {
                failed = true;
                Assert.Contains("No space", full.Message);
                if (store is not null && acknowledged.Count != 1)
                {
                    // Nothing more is accepted until it is opened again, since it is unknown what reached the disk.
                    Assert.ThrowsAny<IOException>(() => store.Apply(Second, By));
                }
            }

            store?.Dispose();
            using TaxonomyStore again = TaxonomyStore.Open(path, new TaxonomyStoreOptions { Files = new UnflushedFiles() });
            Assert.InRange(again.Sequence, 1 + acknowledged.Count, 2 + acknowledged.Count);
            Assert.True(!acknowledged.Contains("published") || again.PublishedVersion == acknowledged[0]);
            Assert.Equal(again.PublishedVersion, PublishedPointer.Read(path));
            Assert.Empty(TaxonomyStore.Verify(path));
            if (again.Draft.TryFindAttribute("color", out AttributeDefinition? color) && color.Values.All(value => value.Id != "white"))
            {
                again.Apply(Second, By); // and work goes on
            }
        }

        Assert.InRange(failAt, 12, 100);
    }

    [Fact]
    public void Every_flipped_byte_of_every_file_is_found_and_its_file_named()
    {
        string path = Make();
        foreach (string file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "lock"))
        {
            byte[] whole = File.ReadAllBytes(file);
            for (int at = 0; at < whole.Length; at++)
            {
                byte[] damaged = [.. whole];
                damaged[at] ^= (byte)(1 << (at % 8));
                File.WriteAllBytes(file, damaged);
                IReadOnlyList<string> problems = TaxonomyStore.Verify(path);
                Assert.True(
                    problems.Any(problem => problem.Contains(Path.GetFileName(file), StringComparison.Ordinal)),
                    $"byte {at} of {file}: {string.Join("; ", problems)}");
            }

            File.WriteAllBytes(file, whole);
        }

        Assert.Empty(TaxonomyStore.Verify(path));
    }

    [Fact]
    public void A_damaged_line_of_the_journal_is_named_and_nothing_is_cut()
    {
        string path = Make(), journal = Path.Combine(path, "journal.jsonl");
        byte[] whole = File.ReadAllBytes(journal);
        int line = 1;
        for (int at = 0; at < whole.Length; line += whole[at] == '\n' ? 1 : 0, at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 1;
            File.WriteAllBytes(journal, damaged);

            TaxonomyStoreException found = Assert.Throws<TaxonomyStoreException>(() => TaxonomyStore.Open(path));

            Assert.Contains($"journal.jsonl:{line}:", found.Message);
            Assert.Equal(damaged, File.ReadAllBytes(journal));
        }
    }

    [Fact]
    public void A_line_that_was_taken_out_or_exchanged_is_found()
    {
        string path = Make(), journal = Path.Combine(path, "journal.jsonl");
        string[] lines = File.ReadAllLines(journal);
        File.WriteAllLines(journal, [lines[0], .. lines[2..]]);
        Assert.Contains("journal.jsonl:2:", Assert.Throws<TaxonomyStoreException>(() => TaxonomyStore.Open(path)).Message);
        File.WriteAllLines(journal, [lines[0], lines[2], lines[1], .. lines[3..]]);
        Assert.Contains("journal.jsonl:2:", Assert.Throws<TaxonomyStoreException>(() => TaxonomyStore.Open(path)).Message);
    }

    [Fact]
    public void A_torn_last_line_is_cut_and_reported()
    {
        string path = Make(), journal = Path.Combine(path, "journal.jsonl");
        byte[] whole = File.ReadAllBytes(journal);
        int lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        for (int length = lastLine + 1; length < whole.Length - 1; length++)
        {
            File.WriteAllBytes(journal, whole[..length]);
            using (TaxonomyStore store = TaxonomyStore.Open(path))
            {
                Assert.Equal(3, store.Sequence);
                Assert.Contains(store.Repaired, said => said.Contains("journal.jsonl:4", StringComparison.Ordinal));
            }

            Assert.Equal(whole[..lastLine], File.ReadAllBytes(journal));
        }

        // Only the line's end is missing: the entry is complete and may have been acknowledged.
        File.WriteAllBytes(journal, whole[..^1]);
        using (TaxonomyStore store = TaxonomyStore.Open(path))
        {
            Assert.Equal(4, store.Sequence);
        }

        Assert.Equal(whole, File.ReadAllBytes(journal));
    }

    private string Make()
    {
        string path = scratch["store"];
        using TaxonomyStore store = TaxonomyStore.Create(path, Begin(), By, new TaxonomyStoreOptions { Files = new UnflushedFiles() });
        store.Apply(First, By);
        store.Publish(By);
        store.Apply(Second, By);
        return path;
    }

    private static ProductTaxonomy Begin()
    {
        var color = new AttributeDefinition { Id = "color", Name = "Color" };
        return new ProductTaxonomy(
            "faults", "", [new Category { Id = "things", Name = "Things", Path = "Things", Attributes = [color] }], [color]).WithVersion();
    }

    // One call fails, with half of what it was to write on the disk or nothing; those after it work again.
    private sealed class FailingFiles(int failAt, bool shortWrite) : FileSystem
    {
        private int calls;
        private bool cut;

        protected override void Before(string change)
        {
            if (calls++ == failAt)
            {
                cut = shortWrite && change.StartsWith("write", StringComparison.Ordinal);
                if (!cut)
                {
                    throw new IOException("No space left on device: " + change);
                }
            }
        }

        protected override void WriteTo(FileStream file, ReadOnlySpan<byte> bytes)
        {
            file.Write(cut ? bytes[..(bytes.Length / 2)] : bytes);
            if (cut)
            {
                cut = false;
                throw new IOException("No space left on device: " + file.Name);
            }
        }

        protected override void FlushTo(FileStream file)
        {
        }
    }
}
