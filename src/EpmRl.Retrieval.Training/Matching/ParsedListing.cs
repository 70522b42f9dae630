using EpmRl.Retrieval.Encoding;
using EpmRl.Retrieval.Matching;
using EpmRl.Retrieval.Matching.Onnx;

namespace EpmRl.Retrieval.Training.Matching;

/// <summary>A listing as the stage of parsing learns it: its tokens with the aspects that the readers of mentions found.</summary>
internal static class ParsedListing
{
    /// <summary>The tokens of a listing, and the aspect of each: from 1, 0 for none, −1 for special tokens.</summary>
    public static (PairTokens Tokens, int[] Aspects) Of(WordPieceTokenizer tokenizer, PreparedListing listing)
    {
        MarkedText text = WordMarks.Alone(listing);
        TokenizedText tokens = tokenizer.Encode(text.Text, PairTokens.Most);
        int[] types = new int[tokens.Count], aspects = new int[tokens.Count];
        for (int i = 0; i < types.Length; i++)
        {
            if (tokens.Sequences[i] < 0)
            {
                aspects[i] = -1;
                continue;
            }

            int start = tokens.Spans[i].Start;
            types[i] = PairTokens.TypeOf(0, text.MarkAt(start));
            aspects[i] = AspectAt(text, start, listing.Aspects);
        }

        return (new PairTokens(tokens.Ids, types), aspects);
    }

    private static int AspectAt(MarkedText text, int position, ListingAspects aspects)
    {
        foreach (MarkedWord word in text.Words)
        {
            if (position < word.Start || position >= word.End)
            {
                continue;
            }

            for (int aspect = 0; aspect < aspects.Values.Length; aspect++)
            {
                foreach (AspectValue value in aspects.Values[aspect])
                {
                    if (value.Span.Field == word.Field && word.Place >= value.Span.Start && word.Place < value.Span.End)
                    {
                        return aspect + 1;
                    }
                }
            }
        }

        return 0;
    }
}
