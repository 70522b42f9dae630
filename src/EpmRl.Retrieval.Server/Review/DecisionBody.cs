using System.Globalization;
using System.Text.Json;
using EpmRl.Retrieval.Files;
using EpmRl.Retrieval.Server.Http;
using EpmRl.Retrieval.Taxonomy;

namespace EpmRl.Retrieval.Server.Review;

/// <summary>A decision about an attribute of a listing, as callers send it and as exports hold it.</summary>
/// <param name="Id">Its id; ignored where it is sent.</param>
/// <param name="ListingId">The caller's id of the listing; it, the hash or the text is required.</param>
/// <param name="TextHash">Hash of the listing's text, as items and exports state it.</param>
/// <param name="Listing">The text itself: it is hashed, and kept for training until the retention time.</param>
/// <param name="ItemId">An item of the queue, in place of all of them.</param>
/// <param name="AttributeId">Id of the attribute; not needed with an item.</param>
/// <param name="Action">accept, correct or reject; reject says that the listing has no value of the attribute.</param>
/// <param name="Values">Ids of the values, or labels where the attribute is open; an accepted item's own by default.</param>
/// <param name="Reason">Why; shown with answers.</param>
/// <param name="Author">Who; the caller, except in imports.</param>
/// <param name="Time">When; now by default. Of two decisions the newer one counts.</param>
/// <param name="TaxonomyVersion">The taxonomy whose ids it names; the served one by default.</param>
/// <param name="Category">Id of the listing's category, for training.</param>
internal sealed record DecisionBody(
    string? Id = null, string? ListingId = null, string? TextHash = null, ListingText? Listing = null, string? ItemId = null,
    string? AttributeId = null, string? Action = null, IReadOnlyList<string>? Values = null, string? Reason = null, string? Author = null,
    DateTimeOffset? Time = null, string? TaxonomyVersion = null, string? Category = null)
{
    private const int LongestId = 500;
    private const int LongestReason = 2_000;
    private const int MostValues = 100;
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5); // of clocks

    /// <summary>The body of a decision.</summary>
    public static DecisionBody Of(Decision row) => new(
        row.Id, row.ListingId, row.TextHash, null, null, row.AttributeId, row.Action.ToString().ToLowerInvariant(), row.ValueList,
            row.Reason,
        row.Author, DateTimeOffset.FromUnixTimeMilliseconds(row.Time), row.TaxonomyVersion, row.Category);

    /// <summary>Checks the body and makes the decision.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="taxonomy">The taxonomy of its ids.</param>
    /// <param name="item">The item that it names; null for none.</param>
    /// <param name="author">Who decided.</param>
    /// <param name="now">The time.</param>
    /// <param name="number">Its number among others, from 1; null for none.</param>
    /// <exception cref="RequestException">A field is wrong: 422.</exception>
    public Decision ToDecision(
        string catalog, ProductTaxonomy taxonomy, ReviewItem? item, string author, DateTimeOffset now, long? number)
    {
        string? listing = item is null ? ListingId : item.ListingId;
        string? hash = item?.TextHash
            ?? (Listing is null ? TextHash?.ToLowerInvariant() : Decision.HashOf(Listing.Title ?? "", Listing.Description ?? ""));
        if (string.IsNullOrEmpty(listing) && hash is null)
        {
            throw Wrong("listing_id", "'listing_id', 'text_hash', 'listing' or 'item_id' is required: of which listing?");
        }

        if (listing is { Length: > LongestId } || listing?.Any(char.IsControl) == true)
        {
            throw Wrong("listing_id", $"'listing_id' has more than {LongestId} characters, or control characters.");
        }

        if (listing is not null && !Decision.IsOwnId(listing))
        {
            throw Wrong(
                "listing_id", $"'{listing}' is the number of a row, not an id: another file's row would have it too. Name the text "
                    + $"instead.");
        }

        if (hash is not null && (hash.Length != 32 || !hash.All(char.IsAsciiHexDigitLower)))
        {
            throw Wrong("text_hash", "'text_hash' is not a hash: 32 hexadecimal digits, as items of the queue state it.");
        }

        string id = item?.AttributeId ?? AttributeId ?? throw Wrong("attribute_id", "'attribute_id' is missing.");
        if (!taxonomy.TryFindAttribute(id, out AttributeDefinition? attribute))
        {
            throw Wrong(
                "attribute_id", $"There is no attribute '{id}'.{ClosestName.Hint(id, [.. taxonomy.Attributes.Select(one => one.Id)])}");
        }

        if (!Enum.TryParse(Action, ignoreCase: true, out DecisionAction action) || !Enum.IsDefined(action) || int.TryParse(Action, out _))
        {
            throw Wrong("action", $"'action' is '{Action}'; expected accept, correct or reject.");
        }

        if (Reason is { Length: > LongestReason } || Reason?.Contains('\0', StringComparison.Ordinal) == true)
        {
            throw Wrong("reason", $"'reason' has more than {LongestReason:N0} characters, or a NUL.");
        }

        foreach ((string field, string? text) in new[] { ("taxonomy_version", TaxonomyVersion), ("category", Category) })
        {
            if (text is { Length: > LongestId } || text?.Any(char.IsControl) == true)
            {
                throw Wrong(field, $"'{field}' has more than {LongestId} characters, or control characters.");
            }
        }

        DateTimeOffset time = Time ?? now;
        if (time > now + Ahead || time.Year < 2000)
        {
            throw Wrong("time", string.Create(CultureInfo.InvariantCulture, $"'time' is {time:u}; expected a time that has passed."));
        }

        string[] values = ValuesOf(attribute, action, item, Wrong);
        string? category = item?.Category ?? Category;
        return new Decision
        {
            Id = Decision.IdOf(catalog, Decision.KeyOf(string.IsNullOrEmpty(listing) ? null : listing, hash), attribute.Id),
            Catalog = catalog,
            ListingId = string.IsNullOrEmpty(listing) ? null : listing,
            TextHash = hash,
            AttributeId = attribute.Id,
            Action = action,
            Values = JsonSerializer.Serialize(values),
            Reason = Reason,
            Author = author,
            Time = time.ToUnixTimeMilliseconds(),
            TaxonomyVersion = TaxonomyVersion ?? taxonomy.Version,
            Category = category is not null && taxonomy.TryFindCategory(category, out Category? found) ? found.Id : category,
        };

        RequestException Wrong(string field, string message) => RequestException.Invalid(message, field, number);
    }

    private string[] ValuesOf(
        AttributeDefinition attribute, DecisionAction action, ReviewItem? item, Func<string, string, RequestException> wrong)
    {
        IReadOnlyList<string> wanted = Values ?? (action == DecisionAction.Accept && item is not null ? ValuesOf(item) : []);
        string[] given = [.. wanted.Select(Local).Distinct(StringComparer.Ordinal)];
        if ((given.Length == 0) != (action == DecisionAction.Reject))
        {
            throw wrong("values", action == DecisionAction.Reject
                ? "'values' is not empty: to reject is to say that the listing has no value of the attribute."
                : "'values' is empty; expected the ids of the values that the listing has.");
        }

        if (given.Length > MostValues || given.Any(value => value.Length is 0 or > LongestId || value.Any(char.IsControl)))
        {
            throw wrong("values", $"'values' has more than {MostValues} values, or one that is no id and no label.");
        }

        HashSet<string> known = [.. attribute.Values.Select(value => value.Id)];
        return !attribute.Open && given.FirstOrDefault(value => !known.Contains(value)) is { } unknown
            ? throw wrong("values", $"'{attribute.Id}' has no value '{unknown}'.{ClosestName.Hint(unknown, [.. known])}")
            : given;

        // 'color/red' and 'red' name the same value.
        string Local(string? value) =>
            value is not null && ValueId.TryParse(value, out ValueId id) && id.Attribute == attribute.Id ? id.Value : value ?? "";
    }

    private static string[] ValuesOf(ReviewItem item)
    {
        using JsonDocument answer = JsonDocument.Parse(item.Answer);
        return
        [
            .. answer.RootElement.GetProperty("values").EnumerateArray()
                .Select(value => value.GetProperty("id").GetString() ?? value.GetProperty("label").GetString()!),
        ];
    }
}

/// <summary>The text of a listing.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
internal sealed record ListingText(string? Title, string? Description = null);
