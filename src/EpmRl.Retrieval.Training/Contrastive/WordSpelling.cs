namespace EpmRl.Retrieval.Training.Contrastive;

/// <summary>Labels that stand in texts as they are, whatever marks stand between their letters and digits.</summary>
internal sealed class WordSpelling : ILabelSpelling
{
    private const int ShortestRepeated = 3; // of shorter ones it is not sure which place speaks of them

    public int Count(string text, string label) => SpelledValue.Find(text, label).Count;

    public bool MayRepeat(string label) => label.Length >= ShortestRepeated;

    public string Swap(string text, string before, string after) => SpelledValue.Replace(text, SpelledValue.Find(text, before), after);
}
