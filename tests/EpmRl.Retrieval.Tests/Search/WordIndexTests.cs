using EpmRl.Retrieval.Search;
using EpmRl.Retrieval.Text;

namespace EpmRl.Retrieval.Tests.Search;

public sealed class WordIndexTests
{
    [Fact]
    public void Every_word_within_the_allowed_errors_is_found_and_no_other()
    {
        var random = new Random(3);
        string[] words = [.. Enumerable.Range(0, 800).Select(_ => Word(random)).Distinct()];
        var index = new WordIndex(words.Select((word, place) => (word, place)), []);
        for (int i = 0; i < 150; i++)
        {
            string query = Wrong(words[random.Next(words.Length)], random);
            int limit = WordIndex.MostErrors(query);

            string[] found = [.. index.Find(query).Where(other => !other.Match.IsBeginning).Select(other => other.Match.Found)
                .Order(StringComparer.Ordinal)];

            string[] expected = [.. words
                .Where(
                    word => EditDistance.Within(query, word, limit) is int errors && errors <= Math.Min(limit, WordIndex.MostErrors(word)))
                .Order(StringComparer.Ordinal)];
            Assert.Equal(expected, found);
        }
    }

    [Theory]
    [InlineData("navy", "navy", 0)]
    [InlineData("navy", "nvay", 1)]
    [InlineData("navy", "navvy", 1)]
    [InlineData("navy", "nay", 1)]
    [InlineData("navy", "nabi", 2)]
    [InlineData("ca", "abc", 3)] // no letter is edited twice
    [InlineData("", "abc", 3)]
    public void Errors_are_counted_up_to_a_limit(string a, string b, int errors)
    {
        Assert.Equal(errors, EditDistance.Within(a, b, 5));
        Assert.Equal(errors, EditDistance.Within(b, a, errors));
        Assert.Equal(Math.Min(errors, 2), EditDistance.Within(a, b, 1));
    }

    [Fact]
    public void A_words_places_and_beginnings_are_found()
    {
        var index = new WordIndex([("blue", 1), ("blush", 2), ("blue", 5), ("bluetooth", 7)], ["navy"]);

        Assert.Equal(4, index.Count);
        (int word, WordMatch match) = Assert.Single(index.Find("blue"), found => found.Match is { Errors: 0, IsBeginning: false });
        Assert.Equal(new[] { 1, 5 }, index.PlacesOf(word).ToArray());
        Assert.Equal(1, match.Likeness);
        Assert.Equal(["blue", "blush"], index.Find("blu").Where(found => found.Match.IsBeginning).Select(found => found.Match.Found));
        Assert.Empty(index.PlacesOf(Assert.Single(index.Find("navi")).Word).ToArray());
    }

    private static string Word(Random random) =>
        string.Concat(Enumerable.Range(0, 2 + random.Next(9)).Select(_ => (char)('a' + random.Next(4))));

    private static string Wrong(string word, Random random)
    {
        char[] letters = word.ToCharArray();
        for (int errors = random.Next(3); errors > 0; errors--)
        {
            letters[random.Next(letters.Length)] = (char)('a' + random.Next(4));
        }

        return new string(letters);
    }
}
