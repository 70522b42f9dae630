using System.Runtime.CompilerServices;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.LinearTime.Tests;

/// <summary>
/// One cell of a feed may be a megabyte of anything, and one file may be all of one line: reading is linear in its length.
/// </summary>
public sealed class LinearTimeTests(ITestOutputHelper output) : IDisposable
{
    private const int Small = 12_000;
    private const int Large = 4 * Small;
    private const int Quarter = Small / 4;
    private const double MostGrowth = 6; // 4 is linear, 16 quadratic
    private const double SurelyNotLinear = 9; // a text whose quadratic part gives 6 gives 11 at eight times the size

    // A text that is read slowly is read at a quarter of the sizes first. What grows six times from 12 to 48 KB has at 12 KB a
    // quadratic part that is a fifth of the linear one, and grows 4.57 times from 3 to 12 KB.
    private const double SuspiciousGrowth = 4.4;
    private const int SuspiciousRuns = 2;
    private const int AtFullSize = 16; // every sixteenth text is read at the full sizes in any case
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(5);

    private readonly ScratchFolder folder = new();

    public static TheoryData<string> TextReaderNames => [.. TextReaders.All().Select(reader => reader.Name)];

    public static TheoryData<string> FileReaderNames
    {
        get
        {
            using var scratch = new ScratchFolder();
            return [.. FileReaders.All(scratch).Select(reader => reader.Name)];
        }
    }

    [Theory]
    [MemberData(nameof(TextReaderNames))]
    public void Reading_a_text_takes_linear_time_whatever_it_holds(string reader) =>
        Check(TextReaders.All().First(one => one.Name == reader), Sample(HostileText.OfListings));

    [Fact]
    public void Reading_a_listing_by_a_schema_takes_linear_time_whatever_it_holds() =>
        Check(TextReaders.OfSchema(), Sample(HostileText.OfListings));

    [Theory]
    [MemberData(nameof(FileReaderNames))]
    public void Reading_a_file_takes_linear_time_whatever_it_holds(string reader) =>
        Check(FileReaders.All(folder).First(one => one.Name == reader), HostileText.OfFiles);

    [Fact]
    public void Importing_a_release_takes_linear_time()
    {
        string release = TestPaths.Shared("data", "shopify-taxonomy");
        string eighth = Part(0.125), half = Part(0.5);

        Growth growth = CpuTime.Grow(() => Import(eighth), () => Import(half), MostGrowth);

        Assert.True(growth.Ratio <= MostGrowth, $"{growth}");

        static void Import(string path) => Assert.NotEmpty(TaxonomyImporter.Import(TaxonomySourceFormat.Shopify, path).Taxonomy.Categories);

        // Parents come before their children, so the first categories are a tree.
        string Part(double share)
        {
            string path = folder[$"part-{share}"];
            Directory.CreateDirectory(path);
            string[] categories = File.ReadAllLines(Path.Combine(release, "categories.txt"));
            categories = categories[..(int)(categories.Length * share)];
            HashSet<string> ids = [.. categories.Select(line => line.Split(" : ")[0].Split('/')[^1].Trim())];
            foreach (string file in Directory.EnumerateFiles(release))
            {
                string name = Path.GetFileName(file), copy = Path.Combine(path, name);
                File.WriteAllLines(copy, name switch
                {
                    "categories.txt" => categories,
                    "category_attributes.tsv" => File.ReadLines(file).Where((line, row) => row == 0 || ids.Contains(line.Split('\t')[0])),
                    _ => File.ReadLines(file),
                });
            }

            return path;
        }
    }

    [Fact]
    public void Reading_the_mentions_of_an_endless_listing_ends_when_it_is_cancelled()
    {
        ProductTaxonomy taxonomy = TaxonomyReader.Load(TestPaths.InProject("taxonomy", "sample"));
        var reader = new MentionReader(new Category { Id = "all", Name = "All", Path = "All", Attributes = taxonomy.Attributes }, taxonomy);
        IReadOnlyList<FieldText> fields =
            FieldText.Of(new ProductProfile { Id = "1", Title = HostileText.Repeated("Black color 18 V ").OfSize(1_000_000) });
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));

        Assert.Throws<OperationCanceledException>(() => reader.Read(fields, cancelled.Token));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 2_000)] // so much linear work that it is read at the smaller sizes first
    public void A_reading_of_quadratic_time_is_found(int step, int linear)
    {
        int different = 0;
        var reader = new HostileReader("comparing with all before", text => different += Compare(text, step, linear));

        // The second of two texts: the first is read at the full sizes in any case.
        Assert.Contains(
            "1 texts are not read in linear time",
            Assert.ThrowsAny<Exception>(() => Check(reader, [new HostileText("nothing", _ => ""), HostileText.Repeated("a")])).Message,
            StringComparison.Ordinal);
        Assert.Equal(0, different);

        [MethodImpl(MethodImplOptions.AggressiveOptimization)] // as fast the first time as later
        static int Compare(string text, int step, int linear)
        {
            int different = 0;
            for (int i = 0; i < text.Length; i += step)
            {
                for (int j = -linear; j < i; j++)
                {
                    different += text[i] ^ text[Math.Max(j, 0)];
                }
            }

            return different;
        }
    }

    public void Dispose() => folder.Dispose();

    private IReadOnlyList<HostileText> Sample(IReadOnlyList<HostileText> texts)
    {
        int seed = LongRun.Seed();
        output.WriteLine($"seed {seed}");
        return [.. LongRun.Sample(texts, stride: 6, seed)];
    }

    private void Check(HostileReader reader, IReadOnlyList<HostileText> texts)
    {
        var slow = new List<string>();
        foreach ((int number, HostileText text) in texts.Concat(reader.More).Index())
        {
            string small = text.OfSize(Small);
            if (number % AtFullSize != 0 && IsSurelyLinear(reader, text.OfSize(Quarter), small))
            {
                continue;
            }

            string large = text.OfSize(Large);
            Growth growth = CpuTime.Grow(() => reader.Read(small), () => reader.Read(large), MostGrowth);
            string line = string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{reader.Name}, '{text.Name}': {growth.Small.TotalMilliseconds:F1} ms, four times as much "
                    + $"{growth.Large.TotalMilliseconds:F1} ms, × {growth.Ratio:F1}");
            if (growth.Large > TimeSpan.FromMilliseconds(100))
            {
                output.WriteLine(line);
            }

            if (growth.Ratio > MostGrowth && StillGrows(reader, text))
            {
                slow.Add(line);
            }
        }

        Assert.True(slow.Count == 0, $"{slow.Count} texts are not read in linear time:\n{string.Join('\n', slow)}");
    }

    // Whether a reading is slow enough to be measured well at the smaller sizes, and grows too little there to be quadratic. The smaller
    // text is read last and twice as often, so that what only the first readings take does not hide growth.
    private static bool IsSurelyLinear(HostileReader reader, string quarter, string small)
    {
        TimeSpan ofSmall = CpuTime.Of(() => reader.Read(small), quiet: false), ofQuarter = TimeSpan.MaxValue;
        for (int run = 0; run < SuspiciousRuns && ofSmall > Slow; run++)
        {
            ofSmall = run == 0 ? ofSmall : Least(ofSmall, CpuTime.Of(() => reader.Read(small), quiet: true));
            for (int i = 0; i < 2; i++)
            {
                ofQuarter = Least(ofQuarter, CpuTime.Of(() => reader.Read(quarter), quiet: run > 0));
            }

            if (ofSmall / ofQuarter <= SuspiciousGrowth)
            {
                return true;
            }
        }

        return false;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // Where a text first needs more memory than the caches or the heap have, growth looks like more than linear once; it is linear again
    // beyond.
    private static bool StillGrows(HostileReader reader, HostileText text)
    {
        string large = text.OfSize(2 * Large), larger = text.OfSize(8 * Large);
        return CpuTime.Grow(() => reader.Read(large), () => reader.Read(larger), SurelyNotLinear).Ratio > SurelyNotLinear;
    }
}
