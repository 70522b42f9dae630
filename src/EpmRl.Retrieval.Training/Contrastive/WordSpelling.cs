namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Labels that occur in texts literally, with any marks between their letters and digits.</summary>
internal sealed class WordSpelling : ILabelSpelling
{
    private const int ShortestRepeated = 3; // for shorter ones it is uncertain which place means them

    public int Count(string text, string label) => SpelledValue.Find(text, label).Count;

    public bool MayRepeat(string label) => label.Length >= ShortestRepeated;

    public string Swap(string text, string before, string after) => SpelledValue.Replace(text, SpelledValue.Find(text, before), after);
}
