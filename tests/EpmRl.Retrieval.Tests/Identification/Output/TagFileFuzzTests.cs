using System.Text.Json;
using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Identification;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using static EpmRl.Retrieval.Tests.Identification.Output.OutputSamples;

namespace EpmRl.Retrieval.Tests.Identification.Output;

/// <summary>
/// Results of any text become files that a strict parser reads, with the same values; damaged lines of results are reported, one by one.
/// </summary>
public sealed class TagFileFuzzTests(ITestOutputHelper output)
{
    private const string Letters = "aB1=+-@\t\r\n\0\"',;|: \\ü日\u202e\ud83d\ude00\ufeff()[]{}.";

    public static TheoryData<string> Forms =>
        ["long.csv", "long.tsv", "wide.csv", "wide.tsv", "wide.parquet", "long.parquet", "shopify.csv", "akeneo.csv"];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Results_of_any_text_are_read_back_as_they_were_written(string form)
    {
        int seed = LongRun.Seed();
        var random = new Random(seed);
        for (int round = 0; round < LongRun.Count(20, 2_000); round++)
        {
            AttributeDefinition[] attributes = [.. Enumerable.Range(0, random.Next(1, 8)).Select(i => new AttributeDefinition
            {
                Id = $"a{i}", Name = random.Next(4) == 0 ? "Size" : TextOf(random),
                Kind = random.Next(3) == 0 ? AttributeKind.Text : AttributeKind.Categorical, MaxValues = 3,
            })];
            (ProductProfile, TagResult)[] rows = [.. Enumerable.Range(0, random.Next(0, 12)).Select(i =>
            {
                string id = $"{i}{TextOf(random)}";
                ProductProfile profile = new()
                {
                    Id = id,
                    Title = "x" + TextOf(random),
                    GroupId = id,
                    Source = JsonElement.Parse(
                        JsonSerializer.Serialize(new Dictionary<string, string> { [TextOf(random)] = TextOf(random) })),
                };
                AttributeAnswer[] answers =
                [
                    .. attributes.Select(attribute =>
                        Answer(attribute, [.. Enumerable.Range(0, random.Next(0, 3)).Select(_ => Open("v" + TextOf(random)))])),
                ];
                return (profile, Result(id, answers));
            })];
            TagFileOptions options = new()
            {
                Layout = form.StartsWith("wide", StringComparison.Ordinal) ? TagLayout.Wide : TagLayout.Long, Raw = random.Next(2) == 0,
                KeepColumns = random.Next(2) == 0, Probabilities = random.Next(2) == 0,
                Target = form switch { "shopify.csv" => ImportTarget.Shopify, "akeneo.csv" => ImportTarget.Akeneo, _ => ImportTarget.None },
            };
            try
            {
                (byte[] bytes, _) = await WriteAsync(form, options, TaxonomyOf("t", attributes), rows);
                if (form.EndsWith(".parquet", StringComparison.Ordinal))
                {
                    continue; // written without a fault; what it holds is in tests of its own
                }

                char separator = form == "akeneo.csv" ? ';' : form.EndsWith(".tsv", StringComparison.Ordinal) ? '\t' : ',';
                List<string[]> read = StrictCsv.Read(bytes, separator);
                string[] cells = [.. read.Skip(1).SelectMany(row => row)];
                foreach (string label in rows.SelectMany(row => row.Item2.Attributes).Where(
                    answer => form != "shopify.csv" || !answer.Values.Any(value => value.Label.Contains(';', StringComparison.Ordinal)))
                    .SelectMany(answer => answer.Values).Select(value => value.Label.Replace('\0', '\ufffd')))
                {
                    Assert.Contains(cells, cell => cell.Contains(label, StringComparison.Ordinal));
                }

                Assert.Empty(read[0].GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(names => names.Count() > 1)
                    .Select(names => JsonSerializer.Serialize(names)));
            }
            catch (Exception exception)
            {
                Assert.Fail($"{form}, seed {seed}, round {round}: {exception}");
            }
        }

        output.WriteLine($"{form}, seed {seed}");
    }

    [Fact]
    public async Task Damaged_lines_are_reported_with_their_number_and_the_others_are_read()
    {
        int seed = LongRun.Seed(), bad = 0, good = 0;
        var random = new Random(seed);
        byte[] line = Line(Sample(), new ProductProfile
        {
            Id = "1",
            GroupId = "g",
            Row = 7,
            Options = [new("Size", "M; L"), new("Cut", "a: b")],
            Extra = new Dictionary<string, JsonElement> { ["p"] = JsonElement.Parse("12.50") },
        });
        for (int i = 0; i < LongRun.Count(3_000, 300_000); i++)
        {
            byte[] damaged = [.. line];
            for (int flips = random.Next(1, 5); flips > 0; flips--)
            {
                damaged[random.Next(damaged.Length)] = random.Next(2) == 0 ? (byte)"\"{}[]:,0tfn"[random.Next(11)] : (byte)random.Next(256);
            }

            damaged = random.Next(4) == 0 ? damaged[..random.Next(damaged.Length)] : damaged;
            byte[] middle = [.. damaged.Select(b => b is (byte)'\n' or (byte)'\r' ? (byte)' ' : b)];
            byte[] file = [.. line, (byte)'\n', .. middle, (byte)'\n', .. line, (byte)'\n'];
            try
            {
                List<TagLine> lines = await TagLines.ReadAsync(new MemoryStream(file), TestContext.Current.CancellationToken)
                    .ToListAsync(TestContext.Current.CancellationToken);
                Assert.NotNull(lines[0].Result);
                Assert.Equal(3, lines[^1].Number);
                Assert.NotNull(lines[^1].Result);
                Assert.All(lines, one => Assert.True(one.Result is null != one.Fault is null));
                bad += lines.Count(one => one.Fault is not null);
                good += lines.Count(one => one.Fault is null);
            }
            catch (Exception exception)
            {
                Assert.Fail($"seed {seed}, round {i}: {exception}");
            }
        }

        Assert.True(bad > 0 && good > 0);
        output.WriteLine($"seed {seed}: {good} lines read, {bad} reported");
    }

    [Fact]
    public void A_line_that_is_read_is_written_again_as_the_same_bytes()
    {
        foreach (ProductProfile profile in (ProductProfile[])
            [
                new() { Id = "1", Category = "c0" },
                new()
                {
                    Id = "2\u0000",
                    GroupId = "g",
                    Row = 7,
                    Options = [new("Size", "M; L"), new("Cut", "a: b")],
                    Extra = new Dictionary<string, JsonElement> { ["p"] = JsonElement.Parse("12.50") },
                },
            ])
        {
            foreach (CategoryAnswer category in (CategoryAnswer[])
                [
                    new("c0", "C0", false, []), new("c0", "C0", false, []) { Assumed = true }, new(null, null, true, []),
                    new("c0", "C0", true, [new("c0", "C0", 0.5) { Probability = 0.25, Evidence = [new(ProfileField.Title, 0, 1, "x")] }]),
                ])
            {
                byte[] line = Line(Sample() with { ListingId = profile.Id, Category = category }, profile);

                (ProductProfile read, TagResult result) = TagResultReader.Read(JsonElement.Parse(line));

                Assert.Equal(System.Text.Encoding.UTF8.GetString(line), System.Text.Encoding.UTF8.GetString(Line(result, read)));
            }
        }
    }

    private static TagResult Sample() => Result("1",
        Answer(Listed("a", "A", 2, "Red"), Value("Red", 0.123456, new Evidence(ProfileField.Title, 0, 3, "red")), Open("5 kg", 5, "kg")),
        Answer(Listed("b", "B", 2), Open("1-2") with { Quantity = new ValueQuantity { Min = 1, Max = 2 } }) with
        {
            Status = AnswerStatus.NeedsReview,
            Alternatives = [Value("Other")],
        },
        Answer(Listed("c", "C", 2)));

    private static byte[] Line(TagResult result, ProductProfile profile)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, JsonLines.Writing))
        {
            TagResultJson.Write(json, result, profile);
        }

        return stream.ToArray();
    }

    // A text with no half character: those become another one.
    private static string TextOf(Random random)
    {
        string[] elements = [.. Letters.EnumerateRunes().Select(rune => rune.ToString())];
        return string.Concat(Enumerable.Range(0, random.Next(0, 7)).Select(_ => elements[random.Next(elements.Length)]));
    }
}
