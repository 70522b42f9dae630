using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Tests.Taxonomy.LifeCycle;

/// <summary>Random edits, publications, restarts, differences and migrations, against plain dictionaries.</summary>
[Trait("Category", "Slow")]
public sealed class TaxonomyStoreModelTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Authorship By = new("model", "random");

    private readonly ScratchFolder scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void A_store_does_what_dictionaries_do()
    {
        int operations = LongRun.Count(8_000, 200_000), seed = LongRun.Seed();
        output.WriteLine($"seed {seed}, {operations:N0} operations (EPMRL_SEED={seed} repeats them)");

        // A full world refuses most edits; then a new store begins.
        const int OfOneStore = 2_000;
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        Parallel.For(0, operations / OfOneStore, round =>
        {
            int step = 0;
            try
            {
                var done = new Dictionary<string, int>();
                Run(scratch[$"store-{round}"], new Random(seed + round), OfOneStore, done, ref step);
                lock (counts)
                {
                    foreach ((string what, int times) in done)
                    {
                        counts[what] = counts.GetValueOrDefault(what) + times;
                    }
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed}, store {round}, operation {step}: {e.Message}", e);
            }
        });

        output.WriteLine(string.Join(", ", counts.Select(pair => $"{pair.Value} {pair.Key}")));
        Assert.True(counts.Count >= 8, "some kinds of operation were never drawn");
        Assert.True(counts["edits made"] > operations / 5);
    }

    private static void Run(string path, Random random, int operations, Dictionary<string, int> counts, ref int step)
    {
        var options = new TaxonomyStoreOptions { Files = new UnflushedFiles() };
        var edits = new RandomEdits(random);
        (ModelTaxonomy model, ProductTaxonomy first) = Begin();
        TaxonomyStore store = TaxonomyStore.Create(path, first, By, options);
        var published = new HashSet<(string, string)>();
        var versions = new List<(string Version, ModelTaxonomy Model, bool Published)>();
        try
        {
            for (int i = 0; i < operations; i++, step++)
            {
                int drawn = random.Next(100);
                if (drawn < 86)
                {
                    Edit(drawn < 80 ? 1 : random.Next(2, 6));
                }
                else if (drawn < 90)
                {
                    Publish();
                }
                else if (drawn < 93)
                {
                    Reopen();
                }
                else if (drawn < 95)
                {
                    Adopt();
                }
                else if (versions.Count > 0)
                {
                    LookBack(versions[random.Next(versions.Count)]);
                }
            }

            Count("entries", (int)store.Sequence);
            Assert.Empty(TaxonomyStore.Verify(path));
        }
        finally
        {
            store.Dispose();
        }

        void Edit(int count)
        {
            ModelTaxonomy changed = model.Copy();
            var batch = new List<TaxonomyEdit>();
            bool allowed = true;
            for (int e = 0; e < count && allowed; e++)
            {
                (TaxonomyEdit edit, bool ok) = edits.Next(changed, published);
                batch.Add(edit);
                allowed = ok;
            }

            string before = store.Draft.Version;
            long sequence = store.Sequence;
            try
            {
                store.Apply(batch, By);
                Assert.True(allowed, $"made although it must be refused: {string.Join("; ", batch)}");
                model = changed;
                Count("edits made");
            }
            catch (TaxonomyEditException refused)
            {
                Assert.False(allowed, $"refused although it is right: {string.Join("; ", batch)}: {refused.Message}");
                Assert.Equal((before, sequence), (store.Draft.Version, store.Sequence));
                Count("edits refused");
            }

            Assert.Equal(model.Describe(), ModelTaxonomy.Describe(store.Draft));
        }

        void Publish()
        {
            if (store.Draft.Version == store.PublishedVersion)
            {
                Assert.Throws<InvalidOperationException>(() => store.Publish(By));
                return;
            }

            store.Publish(By);
            published = [.. model.Values.Keys];
            versions.Add((store.Draft.Version, model.Copy(), true));
            Count("publications");
        }

        void Reopen()
        {
            (string draft, string? inUse, long sequence) = (store.Draft.Version, store.PublishedVersion, store.Sequence);
            store.Dispose();
            store = TaxonomyStore.Open(path, options);
            Assert.Empty(store.Repaired);
            Assert.Equal((draft, inUse, sequence), (store.Draft.Version, store.PublishedVersion, store.Sequence));
            Assert.Equal(model.Describe(), ModelTaxonomy.Describe(store.Draft));
            Count("restarts");
        }

        // Manual edits arrive as a complete taxonomy; here they are the result of edits that were made elsewhere.
        void Adopt()
        {
            ModelTaxonomy changed = model.Copy();
            (TaxonomyEdit edit, bool allowed) = edits.Next(changed, published);
            if (!allowed || edit is RemoveAttribute or RemoveCategory)
            {
                return;
            }

            store.Adopt(store.Preview([edit]), By);
            model = changed;
            versions.Add((store.Draft.Version, model.Copy(), false));
            Count("adoptions");
        }

        void LookBack((string Version, ModelTaxonomy Model, bool Published) old)
        {
            ProductTaxonomy then = store.Version(old.Version);
            Assert.Equal(old.Model.Describe(), ModelTaxonomy.Describe(then));
            CheckDiff(old.Model, model, TaxonomyDiff.Between(then, store.Draft));
            Count("differences");
            var succession = new ValueSuccession(store.Draft);
            foreach (((string a, string v), ModelValue was) in old.Model.Values)
            {
                ValueOutcome outcome = succession.Of(new ValueId(a, v));
                ModelValue? now = model.Values.GetValueOrDefault((a, v));
                (ValueFate Fate, IEnumerable<(string, string)> Values) expected = now is null ? (ValueFate.Lost, [])
                    : now.Active ? (ValueFate.Kept, [(a, v)])
                    : now.Successors.Count == 0 ? (ValueFate.Lost, [])
                    : (now.Split ? ValueFate.Split : ValueFate.Redirected, now.Successors);
                Assert.Equal(expected.Fate, outcome.Fate);
                Assert.Equal(expected.Values, outcome.Values.Select(id => (id.Attribute, id.Value)));
                Assert.All(outcome.Values, id => Assert.Equal(ValueStatus.Active, succession.Find(id)!.Status));

                // A published value is lost only together with its attribute, or on purpose.
                Assert.True(
                    !old.Published || now is not null || !model.Attributes.ContainsKey(a) || model.Removed.ContainsKey("a " + a),
                    $"{a}/{v} is gone");
                Count("migrated values");
            }
        }

        void Count(string what, int by = 1) => counts[what] = counts.GetValueOrDefault(what) + by;
    }

    private static void CheckDiff(ModelTaxonomy old, ModelTaxonomy now, TaxonomyDiff diff)
    {
        var kept = old.Values.Keys.Intersect(now.Values.Keys).ToArray();
        Check(ChangeKind.Added, "value", now.Values.Keys.Except(old.Values.Keys).Select(Name));
        Check(ChangeKind.Removed, "value", old.Values.Keys.Except(now.Values.Keys).Select(Name));
        Check(ChangeKind.Renamed, "value", kept.Where(id => old.Values[id].Label != now.Values[id].Label).Select(Name));
        Check(ChangeKind.Restored, "value", kept.Where(id => !old.Values[id].Active && now.Values[id].Active).Select(Name));
        Check(ChangeKind.AliasAdded, "value",
        [
            .. kept.SelectMany(id => now.Values[id].Aliases.Except(old.Values[id].Aliases).Select(_ => Name(id))),
            .. now.Values.Keys.Except(old.Values.Keys).Where(id => old.Attributes.ContainsKey(id.Attribute))
                .SelectMany(id => now.Values[id].Aliases.Where(alias => HadAlias(id.Attribute, alias)).Select(_ => Name(id))),
        ]);
        Check(ChangeKind.Retyped, "attribute", old.Attributes.Keys.Intersect(now.Attributes.Keys).Where(
            id => old.Attributes[id].Kind != now.Attributes[id].Kind));
        Check(ChangeKind.Added, "attribute", now.Attributes.Keys.Except(old.Attributes.Keys));
        Check(ChangeKind.Removed, "attribute", old.Attributes.Keys.Except(now.Attributes.Keys));
        string[] shared = [.. old.Categories.Keys.Intersect(now.Categories.Keys)];
        Check(ChangeKind.Added, "category", now.Categories.Keys.Except(old.Categories.Keys));
        Check(ChangeKind.Removed, "category", old.Categories.Keys.Except(now.Categories.Keys));
        Check(ChangeKind.Renamed, "category", shared.Where(id => old.Categories[id].Name != now.Categories[id].Name));
        Check(ChangeKind.Moved, "category", shared.Where(id => old.Categories[id].Parent != now.Categories[id].Parent));
        (string Attribute, string Value)[] retired = [.. kept.Where(id => old.Values[id].Active && !now.Values[id].Active)];
        foreach (var id in retired)
        {
            ModelValue value = now.Values[id];
            ChangeKind expected = value.Split ? ChangeKind.Split : value.Successors.Count == 0 ? ChangeKind.Deprecated
                : value.Successors[0].Attribute == id.Attribute ? ChangeKind.Merged : ChangeKind.Moved;
            Assert.Contains(diff.Changes, change => change.Kind == expected && change.Id == Name(id));
        }

        bool HadAlias(string attribute, string alias) =>
            old.Values.Any(pair => pair.Key.Attribute == attribute && pair.Value.Aliases.Contains(alias));

        Assert.Equal(
            old.Describe() == now.Describe(),
            diff.Changes.Count == 0 || diff.Changes.All(change => change.Detail is "order of values" or "order of aliases"));

        static string Name((string Attribute, string Value) id) => $"{id.Attribute}/{id.Value}";

        void Check(ChangeKind kind, string what, IEnumerable<string> expected) => Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            diff.Changes.Where(change => change.Kind == kind && change.What == what).Select(change => change.Id)
                .Order(StringComparer.Ordinal));
    }

    private static (ModelTaxonomy Model, ProductTaxonomy First) Begin()
    {
        var model = new ModelTaxonomy();
        model.AddCategory("c0", "Nc0", null);
        return (model, new ProductTaxonomy("model", "", [new Category { Id = "c0", Name = "Nc0", Path = "Nc0" }], []).WithVersion());
    }
}
