using EpmRl.Retrieval.TestKit;

namespace EpmRl.Retrieval.Matching.Tests.Generative;

public sealed class VerdictCacheTests
{
    [Fact]
    public async Task Answers_are_found_after_reopening()
    {
        using var folder = new ScratchFolder();
        using (var cache = VerdictCache.Open(folder.Path))
        {
            await cache.AddAsync(Answer("a", "b"));
        }

        using var again = VerdictCache.Open(folder.Path);

        Assert.Equal(Answer("a", "b"), again.Find(Answer("a", "b").Key));
        Assert.Null(again.Find(Answer("b", "a").Key));
    }

    [Fact]
    public async Task A_torn_last_line_costs_one_answer_and_the_next_is_whole()
    {
        using var folder = new ScratchFolder();
        using (var cache = VerdictCache.Open(folder.Path))
        {
            await cache.AddAsync(Answer("a", "b"));
            await cache.AddAsync(Answer("c", "d"));
        }

        string path = folder["verdicts.jsonl"];
        byte[] bytes = File.ReadAllBytes(path);
        File.WriteAllBytes(path, bytes[..^20]);
        using (var cache = VerdictCache.Open(folder.Path))
        {
            Assert.Equal(1, cache.Count);
            await cache.AddAsync(Answer("e", "f"));
        }

        using var again = VerdictCache.Open(folder.Path);

        Assert.NotNull(again.Find(Answer("a", "b").Key));
        Assert.NotNull(again.Find(Answer("e", "f").Key));
        Assert.Equal((2, 1), (again.Count, again.DamagedLines));
    }

    [Fact]
    public void Damaged_lines_are_counted_and_passed_over()
    {
        using var folder = new ScratchFolder();
        folder.Write("verdicts.jsonl", "not json\n\n{}\n[1]\nnull\n");

        using var cache = VerdictCache.Open(folder.Path);

        Assert.Equal((0, 4), (cache.Count, cache.DamagedLines));
    }

    [Fact]
    public async Task Two_writers_of_one_folder_lose_nothing_and_learn_from_each_other()
    {
        const int Each = 40;
        using var folder = new ScratchFolder();
        using var one = VerdictCache.Open(folder.Path);
        using var other = VerdictCache.Open(folder.Path);

        await Task.WhenAll(
            Enumerable.Range(0, Each).SelectMany(i => new[]
            {
                Task.Run(() => one.AddAsync(Answer($"one{i}", "x"))), Task.Run(() => other.AddAsync(Answer($"other{i}", "x"))),
            }));

        using var again = VerdictCache.Open(folder.Path);
        Assert.Equal((2 * Each, 0), (again.Count, again.DamagedLines));
        await one.AddAsync(Answer("last", "x"));
        Assert.Equal((2 * Each) + 1, one.Count);
    }

    private static CachedAnswer Answer(string a, string b) =>
        new(a, b, "m@1", "1+ab/lines", "brand: ä | b | same\nverdict: same", 0.25, null, 1, 10, 5);
}
