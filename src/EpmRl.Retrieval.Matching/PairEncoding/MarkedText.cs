namespace EpmRl.Retrieval.Matching;

/// <summary>A listing's text, with a mark on each word.</summary>
/// <param name="Text">The text.</param>
/// <param name="Words">Its words, in order, without overlap.</param>
internal sealed record MarkedText(string Text, IReadOnlyList<MarkedWord> Words)
{
    /// <summary>The mark of the word around a position; 0 between words.</summary>
    public int MarkAt(int position)
    {
        int low = 0, high = Words.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            MarkedWord word = Words[middle];
            if (position >= word.Start && position < word.End)
            {
                return word.Mark;
            }

            (low, high) = position < word.Start ? (low, middle - 1) : (middle + 1, high);
        }

        return 0;
    }
}
