using System.Globalization;
using System.Text;
using EpmRl.Retrieval.Catalog;

namespace EpmRl.Retrieval.Training.Composition;

/// <summary>A listing with one place that is worded by a frame.</summary>
internal sealed class FramedListing
{
    private const string Place = "\uE002"; // where the frame goes
    private const double Described = 0.85; // of the listings have a description
    private const double InTitle = 0.5, Named = 0.3;
    private const int MostOthers = 4;

    private readonly FramedCategory category;
    private readonly ContextFrame frame;
    private readonly AttributeWording attribute;
    private readonly int line;
    private readonly Random random;
    private readonly MarkedPlaces places = new();
    private readonly Dictionary<FrameSlot, string> texts = [];

    public FramedListing(FramedCategory category, ContextFrame frame, AttributeWording attribute, int line, Random random)
    {
        (this.category, this.frame, this.attribute, this.line, this.random) = (category, frame, attribute, line, random);
        DrawnValue value = attribute.Draw(random);
        texts[FrameSlot.Value] = value.Text;
        texts[FrameSlot.CapitalValue] = CultureInfo.InvariantCulture.TextInfo.ToTitleCase(value.Text);
        texts[FrameSlot.Other] = texts[FrameSlot.Actual] = frame.NeedsOther ? attribute.Draw(random, value.Key).Text : "";
        texts[FrameSlot.Attribute] = attribute.Name is null ? "" : attribute.NameOf(random);
        texts[FrameSlot.Product] = category.Noun(random);
        IReadOnlyList<string> fillers = category.Language.Listing.Fillers;
        texts[FrameSlot.Filler] = fillers[random.Next(fillers.Count)];
    }

    /// <summary>The listing and, if the frame has one, its twin.</summary>
    public IEnumerable<SpanExample> Compose()
    {
        (string title, string description) = Around();
        string? twin = frame.Twin is null ? null : $"twin-{line}";
        string id = $"composed-{category.Language.Language}-{frame.Id}-{line}";
        yield return Example(frame.Twin is null ? id : id + "-a", frame.Stated, isStated: true);
        if (frame.Twin is not null)
        {
            yield return Example(id + "-b", frame.Twin, isStated: false);
        }

        SpanExample Example(string own, FrameTemplate template, bool isStated)
        {
            string framed = Worded(template, isStated);
            var spans = new List<SpanLabel>();
            return new SpanExample(
                new ProductProfile
                {
                    Id = own,
                    Title = places.Read(title.Replace(Place, framed, StringComparison.Ordinal), ProfileField.Title, spans),
                    Description =
                        places.Read(description.Replace(Place, framed, StringComparison.Ordinal), ProfileField.Description, spans),
                    Category = category.Category.Path,
                },
                category.Category, spans, twin);
        }
    }

    /// <summary>The framed words, marked.</summary>
    private string Worded(FrameTemplate template, bool isStated)
    {
        var text = new StringBuilder();
        foreach ((FrameSlot slot, string words) in template.Parts)
        {
            text.Append(slot switch
            {
                FrameSlot.Text => words,
                FrameSlot.Words => places.Mark(attribute.Attribute.Id, isStated, words),
                FrameSlot.Value or FrameSlot.CapitalValue => places.Mark(attribute.Attribute.Id, isStated, texts[slot]),
                FrameSlot.Other => places.Mark(attribute.Attribute.Id, stated: false, texts[slot]),
                FrameSlot.Actual => places.Mark(attribute.Attribute.Id, stated: true, texts[slot]),
                _ => texts[slot],
            });
        }

        return text.ToString();
    }

    /// <summary>The listing around the framed words: values of other attributes, a maker, a code and words without meaning.</summary>
    private (string Title, string Description) Around()
    {
        bool isTitled = frame.Field == ProfileField.Title;
        List<string> title = isTitled ? [Place] : [], description = [];
        foreach (AttributeWording other in Others())
        {
            bool inTitle = random.NextDouble() < InTitle;
            (inTitle ? title : description).Add(Worded(other));
        }

        AttributeWording? makers = category.Attributes.FirstOrDefault(each => each.IsMaker);
        AttributeWording? model = category.Attributes.FirstOrDefault(each => each.IsModel);
        var around = new ListingFrame(texts[FrameSlot.Product], random, category.Language.Listing)
        {
            Maker = attribute.IsMaker ? null : maker => Marked(makers, maker),
            Code = attribute.IsModel ? null : code => Marked(model, code),
        };
        string titleText = around.Title(title, named: !isTitled || !frame.Has(FrameSlot.Product));
        string body = description.Count > 0 || random.NextDouble() < Described ? around.Description(description) : "";
        return (titleText, isTitled ? body : random.Next(4) switch
        {
            _ when body.Length == 0 => Place,
            0 => $"{Place}\n{body}",
            1 when frame.EndsSentence => $"{Place} {body}",
            2 when body.EndsWith('.') => $"{body} {Place}",
            _ => $"{body}\n{Place}",
        });
    }

    /// <summary>Further attributes that the listing states.</summary>
    private IEnumerable<AttributeWording> Others()
    {
        AttributeWording[] others = [.. category.Attributes.Where(other =>
            other != attribute && other.Attribute.Name != attribute.Attribute.Name && !other.IsMaker && !other.IsModel
            && (!other.NeedsName || other.Name is not null))];
        random.Shuffle(others);
        return others.Take(random.Next(MostOthers + 1));
    }

    private string Worded(AttributeWording other)
    {
        string text = places.Mark(other.Attribute.Id, stated: true, other.Draw(random).Text);
        return other.Name is not null && (other.NeedsName || random.NextDouble() < Named) ? $"{other.NameOf(random)}: {text}" : text;
    }

    private string Marked(AttributeWording? of, string name) =>
        of is null ? name : places.Mark(of.Attribute.Id, stated: true, name);
}
