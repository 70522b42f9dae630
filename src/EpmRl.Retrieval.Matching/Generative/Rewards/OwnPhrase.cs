namespace EpmRl.Retrieval.Matching;

/// <summary>Adjacent words of a title that the other listing has nowhere.</summary>
/// <param name="Quote">The words.</param>
/// <param name="Weight">How rare the rarest is: its inverse document frequency.</param>
/// <param name="IsCode">Whether one looks like a model number.</param>
/// <param name="HasDigit">Whether one has a digit.</param>
/// <param name="IsAccessory">Whether one names an article for other products: a case, a charger.</param>
internal readonly record struct OwnPhrase(string Quote, float Weight, bool IsCode, bool HasDigit, bool IsAccessory);
