namespace EpmRl.Retrieval.TestKit.Qdrant.State;

/// <summary>A request that the server refuses: status and text of the answer.</summary>
internal sealed class QdrantError(int status, string text) : Exception(text)
{
    public int Status { get; } = status;

    /// <summary>Whether the answer is the bare text instead of JSON.</summary>
    public bool IsPlainText { get; init; }

    /// <summary>Whole seconds for the Retry-After header.</summary>
    public int? RetryAfter { get; init; }

    public static QdrantError WrongInput(string text) => new(400, $"Wrong input: {text}");

    public static QdrantError BadRequest(string text) => new(400, $"Bad request: {text}");

    public static QdrantError EmptyUpdate() => BadRequest("Empty update request");

    public static QdrantError NotFound(string text) => new(404, $"Not found: {text}");

    public static QdrantError NoCollection(string name) => NotFound($"Collection `{name}` doesn't exist!");

    public static QdrantError NoPoint(PointId id) => NotFound($"No point with id {id} found");

    public static QdrantError NoVector(string name) => WrongInput($"Not existing vector name error: {name}");

    public static QdrantError Forbidden(string text) => new(403, $"Forbidden: {text}");

    public static QdrantError Internal(string text) => new(500, $"Service internal error: {text}");

    /// <summary>A value outside its range; <paramref name="part"/> is the part of the request, like <c>JSON body</c>.</summary>
    public static QdrantError Invalid(string part, string field, string complaint) =>
        new(422, $"Validation error in {part}: [{field}: {complaint}]");

    public static QdrantError InvalidBody(string field, string complaint) => Invalid("JSON body", field, complaint);

    public static QdrantError StrictMode(string text, string help) => BadRequest($"{text}. Help: {help}");

    public static QdrantError WrongSize(int expected, int found) =>
        WrongInput($"Vector dimension error: expected dim: {expected}, got {found}");

    /// <summary>What the real server does and the emulator does not: never answered with a guess.</summary>
    public static QdrantError NotModelled(string what) => new(501, $"The Qdrant emulator does not know {what}.");
}
