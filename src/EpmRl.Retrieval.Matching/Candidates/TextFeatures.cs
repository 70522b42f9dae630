using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace EpmRl.Retrieval.Matching;

/// <summary>Turns a text into hashed features.</summary>
/// <param name="text">A folded text.</param>
/// <param name="features">Takes a bucket in [0, <see cref="TextFeatures.Buckets"/>) for each feature, repeated ones too.</param>
internal delegate void FeatureReader(string text, List<int> features);

/// <summary>The features by which texts are compared: character n-grams, or words, hashed into a fixed number of buckets.</summary>
/// <remarks>
/// A title has some hundred n-grams and a catalogue some hundred thousand, so that few of the buckets hold two of them; those that do are
/// mostly rare ones, and two rare n-grams seldom meet in a pair of titles.
/// </remarks>
internal static class TextFeatures
{
    private const int Bits = 22;
    private const int LongestGram = 4; // characters of 16 bits in a key of 64

    /// <summary>The number of buckets.</summary>
    public const int Buckets = 1 << Bits;

    /// <summary>The n-grams of two to four characters, blanks between words and at both ends included.</summary>
    public static void Characters(string text, List<int> features)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(features);
        if (text.Length == 0)
        {
            return;
        }

        ulong window = ' ';
        for (int i = 0; i <= text.Length; i++)
        {
            window = (window << 16) | (i < text.Length ? text[i] : ' ');
            int longest = Math.Min(LongestGram, i + 2);
            for (int length = 2; length <= longest; length++)
            {
                features.Add(BucketOf(length == LongestGram ? window : window & ((1UL << (16 * length)) - 1)));
            }
        }
    }

    /// <summary>The words: runs of letters and digits.</summary>
    public static void Words(string text, List<int> features)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(features);
        for (int start = 0; start < text.Length;)
        {
            int end = start;
            while (end < text.Length && char.IsLetterOrDigit(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                features.Add(BucketOf(XxHash3.HashToUInt64(MemoryMarshal.AsBytes(text.AsSpan(start, end - start)))));
            }

            start = end + 1;
        }
    }

    private static int BucketOf(ulong key) => (int)((key * 0x9E37_79B9_7F4A_7C15) >> (64 - Bits));
}
