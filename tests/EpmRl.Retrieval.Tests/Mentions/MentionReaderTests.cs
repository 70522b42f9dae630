using EpmRl.Retrieval.Catalog;
using EpmRl.Retrieval.Mentions;
using EpmRl.Retrieval.Taxonomy;
using EpmRl.Retrieval.TestKit;
using FsCheck.Xunit;

namespace EpmRl.Retrieval.Tests.Mentions;

public sealed class MentionReaderTests
{
    private static AttributeDefinition Size(string id, string[] roles, params string[] labels) => new()
    {
        Id = id,
        Name = id,
        Kind = AttributeKind.Measurement,
        RoleWords = roles,
        Quantity = new QuantityFormat { Unit = "cm", AssumedUnit = "in", Decimals = 1, Range = RangeReading.Larger },
        Open = labels.Length == 0,
        Values = SmallTaxonomy.Values(labels),
    };

    private static readonly AttributeDefinition Width = Size("width", ["W", "wide", "width"]);
    private static readonly AttributeDefinition Depth = Size("depth", ["D", "deep", "depth"]);
    private static readonly AttributeDefinition Height = Size("height", ["H", "high", "height"]);

    [Theory]
    [InlineData("Table 24\"W x 30\"D x 36\"H", "61.0", "76.2", "91.4")]
    [InlineData("Table 24\"Wx30\"Dx36\"H", "61.0", "76.2", "91.4")]
    [InlineData("bags 13w x 13d x 28h", "33.0", "33.0", "71.1")]
    [InlineData("Dimensions (W x D x H): 10 x 20 x 30 cm", "10.0", "20.0", "30.0")]
    [InlineData("10 x 20 x 30 cm (WxDxH)", "10.0", "20.0", "30.0")]
    [InlineData("24\" wide, 30\" deep, 36\" high", "61.0", "76.2", "91.4")]
    [InlineData("Width: 47-1/4 in. Depth: 10 cm Height: 8½ in", "120.0", "10.0", "21.6")]
    [InlineData("Width 24\" Depth 30\" Height 36\"", "61.0", "76.2", "91.4")]
    [InlineData("Height 36\", width of 24\", depth 30\"", "61.0", "76.2", "91.4")]
    public void Roles_tell_the_numbers_of_a_chain_apart(string title, string width, string depth, string height)
    {
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = Read(title, Width, Depth, Height);
        Assert.Equal(width, Owned(mentions, "width"));
        Assert.Equal(depth, Owned(mentions, "depth"));
        Assert.Equal(height, Owned(mentions, "height"));
    }

    [Theory]
    [InlineData("Box, 10 1/2 x 5 3/4 14 1/2, cherry", 3)]
    [InlineData("Case 17 1/2 x 9 14", 3)]
    [InlineData("Cards 9 x 12 50 sheets", 2)] // the fifty counts sheets
    [InlineData("Cards 9 x 12, 50, white", 2)]
    public void A_chain_continues_where_a_mark_is_missing(string title, int length)
    {
        IReadOnlyList<Mention> mentions = Read(title, Width, Depth, Height)["width"];
        Assert.Equal(length, mentions[0].Cues.ChainLength);
        Assert.Equal(length == 3 ? 3 : 1, mentions[2].Cues.ChainLength);
    }

    [Fact]
    public void The_larger_end_of_a_range_is_taken_where_declared() =>
        Assert.Equal("335.3", Owned(Read("Work Table, 121\" - 132\" wide", Width), "width"));

    [Fact]
    public void A_mark_of_another_attribute_is_a_cue_against()
    {
        Mention mention = Assert.Single(Read("Shelf 24\" deep", Width, Depth)["width"]);
        Assert.Equal(RoleCue.Other, mention.Cues.Role);
    }

    [Fact]
    public void A_list_value_matches_within_its_rounding()
    {
        Mention mention = Assert.Single(Read("Sink 25.8125\" W", Size("width", ["W"], "65.6", "70.0"))["width"]);
        Assert.Equal("65.6", mention.ValueId);
        Assert.Equal((5, 13), (mention.Start, mention.End));
    }

    [Theory]
    [InlineData("Tape 40/80GB drive", "40/80 Gigabytes")]
    [InlineData("Disk 146.8-GB", "146.8 Gigabytes")]
    [InlineData("Kit 1024 MB", "1024 Megabytes")]
    [InlineData("Kit 2048 MB", "2 Gigabytes")]
    public void Labels_with_units_of_their_own_match_the_unit_as_written_first(string title, string label)
    {
        var capacity = new AttributeDefinition
        {
            Id = "capacity",
            Name = "Capacity",
            Kind = AttributeKind.Measurement,
            Quantity = new QuantityFormat { InputUnits = ["GB", "MB"] },
            Values = SmallTaxonomy.Values("40/80 Gigabytes", "146.8 Gigabytes", "1024 Megabytes", "1 Gigabytes", "2 Gigabytes"),
        };
        Assert.Equal(label, Assert.Single(Read(title, capacity)["capacity"]).Label);
    }

    [Fact]
    public void Among_labels_of_one_quantity_the_one_spelled_like_the_text_wins()
    {
        var size = new AttributeDefinition
        {
            Id = "size", Name = "Size", Kind = AttributeKind.Measurement, Values = SmallTaxonomy.Values("12 oz", "12 Ounce"),
        };
        Assert.Equal("12 Ounce", Assert.Single(Read("Cereal 12 ounce box", size)["size"]).Label);
        Assert.Equal("12 oz", Assert.Single(Read("Cereal 12 oz box", size)["size"]).Label);
    }

    [Theory]
    [InlineData("3 x 250 g", "3")]
    [InlineData("12 x 330 g cans", "12")]
    public void A_multiplier_is_a_count_where_x_is_a_role_word(string title, string count)
    {
        var pieces = new AttributeDefinition
        {
            Id = "pieces", Name = "Pieces", Kind = AttributeKind.Number, Open = true, RoleWords = ["x", "pack"],
        };
        Assert.Contains(Read(title, pieces)["pieces"], mention => mention.Label == count && mention.Cues.Role == RoleCue.Own);
    }

    [Fact]
    public void A_role_word_marks_only_what_its_attribute_can_read()
    {
        var pieces = new AttributeDefinition
        {
            Id = "pieces",
            Name = "Pieces",
            Kind = AttributeKind.Number,
            Open = true,
            RoleWords = ["pack", "sheets"],
        };
        Assert.Equal(RoleCue.None, Assert.Single(Read("Cookies 1.7\" pack", Width, pieces)["width"]).Cues.Role);
        Assert.All(
            Read("Paper 13 x 19 50 sheets/pack", Width, pieces)["width"].Take(2), mention => Assert.Equal(RoleCue.None, mention.Cues.Role));
    }

    [Theory]
    [InlineData("Steamer 12\" w/ 6 pans")]
    [InlineData("Chest w/ 10 circuits")]
    [InlineData("Cartridge (series 1) wide-format")]
    public void Abbreviations_and_compounds_mark_nothing(string title) =>
        Assert.All(Read(title, Width)["width"], mention => Assert.Equal(RoleCue.None, mention.Cues.Role));

    [Fact]
    public void Rivals_that_are_announced_elsewhere_do_not_count()
    {
        IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions = Read("Desk 60\", 30\" deep", Width, Depth);
        Assert.Equal(0, mentions["width"][0].Cues.Rivals);
        Assert.Equal(1, Read("Desk 60\"", Width, Depth)["width"][0].Cues.Rivals);
    }

    [Fact]
    public void A_multiplier_of_pieces_does_not_inherit_the_unit()
    {
        var weight = new AttributeDefinition
        {
            Id = "weight", Name = "Weight", Kind = AttributeKind.Measurement, Open = true,
            Quantity = new QuantityFormat { Unit = "g", Decimals = 0 },
        };
        Assert.Equal("250", Assert.Single(Read("Coffee 3 x 250 g", weight)["weight"]).Label);
    }

    [Fact]
    public void A_local_unit_holds_for_its_attribute_alone()
    {
        var speed = new AttributeDefinition
        {
            Id = "speed", Name = "Speed", Kind = AttributeKind.Measurement,
            Quantity = new QuantityFormat { Unit = "rpm", LocalUnits = new Dictionary<string, double> { ["K"] = 1000 } },
            Values = SmallTaxonomy.Values("7200", "15000"),
        };
        Assert.Equal("7200", Assert.Single(Read("Disk 7.2K SATA", speed)["speed"]).Label);
        Assert.Equal("15000", Assert.Single(Read("Disk 15000 RPM", speed)["speed"]).Label);
    }

    private static readonly AttributeDefinition Ports = new()
    {
        Id = "ports", Name = "Ports", Kind = AttributeKind.Number, RoleWords = ["port", "ports"],
        Quantity = new QuantityFormat { Sum = true }, Values = SmallTaxonomy.Values("2", "4", "6", "24"),
    };

    [Theory]
    [InlineData("24-Port switch", "24")]
    [InlineData("Dual Port adapter", "2")]
    [InlineData("hub with 4 ports", "4")]
    public void Counts_are_read_next_to_their_role_word(string title, string expected)
    {
        Mention mention = Assert.Single(Read(title, Ports)["ports"]);
        Assert.Equal(expected, mention.Label);
        Assert.Equal(RoleCue.Own, mention.Cues.Role);
    }

    [Fact]
    public void Counts_of_one_attribute_add_up_where_declared() =>
        Assert.Contains(Read("controller 2-ports Int / 4-ports Ext", Ports)["ports"], mention => mention.Label == "6");

    private static readonly AttributeDefinition Code = new()
    {
        Id = "code", Name = "Code", Kind = AttributeKind.Identifier, Open = true, RoleWords = ["part", "model"],
        Values = SmallTaxonomy.Values("157305B21", "TMW1200HD", "HT2515RD812X"),
    };

    [Theory]
    [InlineData("HP 157305-B21 drive", "157305B21", "157305-B21", FormCue.Exact)]
    [InlineData("Table TMW 1200HD True", "TMW1200HD", "TMW 1200HD", FormCue.Joined)]
    [InlineData("ringHT2515RD812Xplatinum", "HT2515RD812X", "HT2515RD812X", FormCue.Joined)]
    [InlineData("Model XQ-77B9 lamp", "XQ77B9", "XQ-77B9", FormCue.Open)]
    [InlineData("539843-001 drive cage", "539843001", "539843-001", FormCue.Open)]
    [InlineData("Part 539843-001 drive cage", "539843001", "539843-001", FormCue.Open)]
    [InlineData("539843-001 in stock", "539843001", "539843-001", FormCue.Open)] // no inches
    [InlineData("Range 1360-12CM", "136012CM", "1360-12CM", FormCue.Plain)] // two numbers, but no range
    [InlineData("Fridge 4472M-30CM", "4472M30CM", "4472M-30CM", FormCue.Open)]
    [InlineData("Washer COMMANDER18-6H", "COMMANDER186H", "COMMANDER18-6H", FormCue.Open)]
    [InlineData("Drive w/G176J tray", "G176J", "G176J", FormCue.Open)]
    internal void Codes_are_read_over_gaps_and_open_ones_by_their_form(string title, string label, string evidence, FormCue form)
    {
        Mention mention = Read(title, Code)["code"][0];
        Assert.Equal(label, mention.Label);
        Assert.Equal(evidence, title[mention.Start..mention.End]);
        Assert.Equal(form, mention.Cues.Form);
    }

    [Theory]
    [InlineData("144cm monitor")]
    [InlineData("monitor 3440x1440")]
    [InlineData("bags 24Wx30Dx36H")]
    [InlineData("sack 12-16 kg")]
    public void Quantities_are_no_codes(string title) => Assert.DoesNotContain("code", Read(title, Code, Width, Depth, Height).Keys);

    [Fact]
    public void A_model_is_offered_the_word_groups_of_a_title_as_names_in_the_case_of_the_list()
    {
        var brand = new AttributeDefinition
        {
            Id = "brand",
            Name = "Brand",
            Open = true,
            RoleWords = ["by"],
            Values = SmallTaxonomy.Values("ACME", "PURE LIFE"),
        };
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(brand);
        IReadOnlyList<FieldText> fields = FieldText.Of(new ProductProfile { Id = "1", Title = "Pure Life Water, 12 oz by Kar's" });

        IReadOnlyList<Mention> read =
            new MentionReader(taxonomy.Categories[0], new MentionReaderFactory(taxonomy, openNames: true)).Read(fields)["brand"];

        Assert.Equal("PURE LIFE", Assert.Single(read, mention => mention.ValueId is not null).Label);
        Mention[] proposed = [.. read.Where(mention => mention.ValueId is null)];
        Assert.All(proposed, mention => Assert.Equal(FormCue.Plain, mention.Cues.Form));
        Assert.Contains(proposed, mention => mention.Label == "KAR'S" && mention.Cues.Role == RoleCue.Own);
        Assert.Contains(proposed, mention => mention.Label == "PURE LIFE WATER");
        Assert.DoesNotContain(proposed, mention => mention.Label is "12" or "PURE LIFE" or "WATER, 12");
        Assert.Equal(["brand"], Read("Pure Life Water", taxonomy).Keys); // the rule sees what is listed, and nothing else
        Assert.Single(Read("Pure Life Water", taxonomy)["brand"]);
    }

    [Theory]
    [InlineData("UPC: 077914041641", "77914")]
    [InlineData("UPC 0 77914 04164 1", "77914")]
    [InlineData("upc 077914041642", "77914")] // wrong check digit, but it is called a UPC
    public void A_gtin_gives_the_part_that_the_format_keeps(string title, string label)
    {
        var upc = new AttributeDefinition
        {
            Id = "upc", Name = "UPC", Kind = AttributeKind.Identifier, Open = true, RoleWords = ["upc"],
            Identifier = new IdentifierFormat { Gtin = true, From = 2, To = 6 },
        };
        Assert.Equal(label, Assert.Single(Read(title, upc)["upc"]).Label);
        Assert.Empty(Read("item 077914041642", upc));
    }

    [Theory]
    [InlineData("UPC 036000291452")]
    [InlineData("EAN 0036000291452")]
    [InlineData("GTIN 00036000291452")]
    public void A_gtin_is_one_number_however_it_is_padded(string title)
    {
        var listed = new AttributeDefinition
        {
            Id = "upc", Name = "UPC", Kind = AttributeKind.Identifier, Identifier = new IdentifierFormat { Gtin = true },
            Values = SmallTaxonomy.Values("036000291452"),
        };
        Assert.Equal("036000291452", Assert.Single(Read(title, listed)["upc"]).ValueId);
    }

    [Theory]
    [InlineData("Server 2G rack", "2")] // no grams
    [InlineData("Server P3/2G, 3 g", "2")]
    [InlineData("Server 2GB rack", "2")]
    [InlineData("Server 512MB rack", "512")]
    public void An_alias_in_a_unit_that_the_attribute_does_not_know_is_read_as_it_is_written(string title, string id)
    {
        var memory = new AttributeDefinition
        {
            Id = "memory", Name = "Memory", Kind = AttributeKind.Measurement, Quantity = new QuantityFormat { InputUnits = ["MB", "GB"] },
            Values =
            [
                new TaxonomyValue { Id = "512", Label = "512 Megabytes" },
                new TaxonomyValue { Id = "2", Label = "2 Gigabytes", Aliases = ["2G"] },
                new TaxonomyValue { Id = "3", Label = "3 Gigabytes" },
            ],
        };
        Assert.Equal(id, Assert.Single(Read(title, memory)["memory"]).ValueId);
    }

    [Fact]
    public void The_longest_wording_wins_and_composites_take_their_parts_aliases()
    {
        var maker = new AttributeDefinition
        {
            Id = "maker", Name = "Maker",
            Values =
            [
                new TaxonomyValue { Id = "hp", Label = "Hewlett-Packard", Aliases = ["HP"] },
                new TaxonomyValue { Id = "hp-proliant", Label = "Hewlett-Packard ProLiant" },
            ],
        };
        Mention mention = Assert.Single(Read("HP ProLiant server", maker)["maker"]);
        Assert.Equal("hp-proliant", mention.ValueId);
        Assert.Empty(Read("the hp of an engine", maker)); // two letters only as they are written
    }

    [Fact]
    public void Synonyms_of_a_pack_and_glued_words_are_read()
    {
        var colors = new ValuePack(
            "colors", new Dictionary<string, IReadOnlyList<string>> { ["blue"] = ["navy", "royal blue"], ["black"] = ["onyx"] });
        var color = new AttributeDefinition
        {
            Id = "color", Name = "Color", Packs = ["colors"], RoleWords = ["color"], Values = SmallTaxonomy.Values("Blue", "Black"),
        };
        ProductTaxonomy taxonomy = SmallTaxonomy.Of([colors], color);
        Assert.Equal("Blue", Assert.Single(Read("Chair royal blue", taxonomy)["color"]).Label);
        Mention glued = Assert.Single(Read("staplerBlackCOLOR", taxonomy)["color"]);
        Assert.Equal(("Black", FormCue.Joined), (glued.Label, glued.Cues.Form));
    }

    [Property(MaxTest = 300)]
    public bool Any_text_is_read_and_every_mention_lies_inside_it(string? title, string? description)
    {
        var profile = new ProductProfile { Id = "1", Title = title ?? "", Description = description ?? "" };
        ProductTaxonomy taxonomy = SmallTaxonomy.Of(Width, Depth, Height, Ports, Code);
        return new MentionReader(taxonomy.Categories[0], taxonomy).Read(FieldText.Of(profile)).Values.SelectMany(found => found)
            .All(mention =>
        {
            string text = mention.Field == ProfileField.Title ? profile.Title : profile.Description;
            return mention.Start >= 0 && mention.Start < mention.End && mention.End <= text.Length;
        });
    }

    private static string Owned(IReadOnlyDictionary<string, IReadOnlyList<Mention>> mentions, string attribute) =>
        Assert.Single(mentions[attribute], mention => mention.Cues.Role == RoleCue.Own).Label;

    private static IReadOnlyDictionary<string, IReadOnlyList<Mention>> Read(string title, params AttributeDefinition[] attributes) =>
        Read(title, SmallTaxonomy.Of(attributes));

    private static IReadOnlyDictionary<string, IReadOnlyList<Mention>> Read(string title, ProductTaxonomy taxonomy) =>
        new MentionReader(taxonomy.Categories[0], taxonomy).Read(FieldText.Of(new ProductProfile { Id = "1", Title = title }));
}
