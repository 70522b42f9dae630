using Microsoft.Extensions.Options;

namespace EpmRl.Retrieval.Indexing.Qdrant;

/// <summary>Reports what <see cref="QdrantOptions.Check"/> refuses when the host starts.</summary>
internal sealed class QdrantOptionsValidator : IValidateOptions<QdrantOptions>
{
    public ValidateOptionsResult Validate(string? name, QdrantOptions options)
    {
        try
        {
            options.Check();
            return ValidateOptionsResult.Success;
        }
        catch (ArgumentException wrong)
        {
            return ValidateOptionsResult.Fail($"Qdrant: {wrong.Message}");
        }
    }
}
