namespace EpmRl.Retrieval.Evaluation;

/// <summary>Precision and recall of predicted categories.</summary>
/// <param name="Name">Common property of the listings.</param>
/// <param name="Listings">Number of listings.</param>
/// <param name="WithCategory">Listings that belong to a category.</param>
/// <param name="Predicted">Listings with a predicted category.</param>
/// <param name="Right">Listings with the right predicted category.</param>
internal sealed record CategoryFigures(string Name, int Listings, int WithCategory, int Predicted, int Right)
{
    /// <summary>Right ÷ predicted, in [0, 1]; 1 if none was predicted.</summary>
    public double Precision => Predicted == 0 ? 1 : (double)Right / Predicted;

    /// <summary>Right ÷ listings with a category, in [0, 1]; 0 without such listings.</summary>
    public double Recall => WithCategory == 0 ? 0 : (double)Right / WithCategory;

    /// <summary>Counts predictions.</summary>
    /// <param name="name">What the listings have in common.</param>
    /// <param name="predictions">The predictions.</param>
    public static CategoryFigures Of(string name, IReadOnlyCollection<CategoryPrediction> predictions)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        return new CategoryFigures(
            name,
            predictions.Count,
            predictions.Count(one => one.Gold is not null),
            predictions.Count(one => one.Answer.Id is not null),
            predictions.Count(one => one.Answer.Id is not null && one.Answer.Id == one.Gold));
    }
}
