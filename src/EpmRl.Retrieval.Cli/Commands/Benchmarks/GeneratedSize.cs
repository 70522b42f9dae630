using System.Globalization;

namespace EpmRl.Retrieval.Cli.Commands;

/// <summary>The size of a generated taxonomy.</summary>
/// <param name="Categories">Number of categories.</param>
/// <param name="Pairs">Number of (category, attribute) pairs; at least one a category.</param>
/// <param name="Triples">Number of (category, attribute, value) triples.</param>
internal sealed record GeneratedSize(int Categories, int Pairs, int Triples)
{
    /// <summary>Xianyu's taxonomy as published with TACLR (Su et al., 2025, arXiv:2501.03835).</summary>
    public static GeneratedSize Xianyu { get; } = new(8_803, 26_645, 6_300_000);

    /// <summary>Reads <c>xianyu</c> or <c>categories/pairs/triples</c>.</summary>
    public static bool TryParse(string? text, out GeneratedSize size)
    {
        size = Xianyu;
        if (text == "xianyu")
        {
            return true;
        }

        int[] numbers =
        [
            .. (text ?? "").Split('/').Select(
                part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0),
        ];
        if (numbers.Length != 3 || numbers[0] < 1 || numbers[1] < numbers[0] || numbers[2] < 100L * numbers[1])
        {
            return false;
        }

        size = new GeneratedSize(numbers[0], numbers[1], numbers[2]);
        return true;
    }
}
