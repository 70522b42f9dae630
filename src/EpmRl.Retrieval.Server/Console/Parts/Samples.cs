using EpmRl.Retrieval.Server.Http;

namespace EpmRl.Retrieval.Server.WebConsole.Parts;

/// <summary>Listings of the console's sample buttons; their brands are invented.</summary>
internal static class Samples
{
    /// <summary>Listings to try.</summary>
    public static IReadOnlyList<SampleListing> Listings { get; } =
    [
        new(
            "Laptop", "NORVIK ProLite 14 Notebook i7 16GB RAM 512GB SSD W11P Grey - BEST PRICE!!!",
            "14\" Full HD display, Intel Core i7-1355U, 16 GB DDR5 memory, 512 GB NVMe SSD. Fingerprint reader and TPM chip for the "
                + "office, "
            + "docks with one cable. US keyboard. Weight 1.35 kg. Model NVK-PL14-7B."),
        new(
            "Drill", "Hammerwerk HW-BD18-2 18V Cordless Drill 13mm Chuck 60Nm 2x 2.0Ah",
            "Cordless drill driver with two speeds, LED work light and a case."),
        new(
            "Siegelring", "Aurum & Oak Siegelring 585er Gelbgold poliert Größe 62 Herren",
            "Glatte Fläche für Ihr Monogramm, auf Wunsch mit Gravur. EAN 2000003114085"),
        new(
            "Cocotte", "Cocotte en fonte émaillée Brasero 5,3 L bleue – Ø 26 cm",
            "Avec couvercle. Tous feux dont induction, va au four jusqu'à 250 °C."),
        new("Earbuds", "AURALUNE Drift Pro TWS Earbuds ANC BT5.3 IPX4 MIDNIGHT BLACK **FREE SHIPPING**",
            "True wireless earphones with silicone tips and 10mm drivers. Up to 36 hours playtime with the case."),
    ];

    /// <summary>Pairs to compare.</summary>
    public static IReadOnlyList<SamplePair> Pairs { get; } =
    [
        new(
            "Same", new("", "Kestrel KX-210 cordless drill 18V", "Cordless drill with two speeds, 45 Nm, without battery"),
            new("", "KESTREL Akku-Bohrschrauber KX210 18 V (ohne Akku) - TOP ANGEBOT", "")),
        new(
            "Other model", new("", "Kestrel KX-210 cordless drill 18V", "Cordless drill with two speeds, 45 Nm, without battery"),
            new("", "Kestrel KX-220 18V cordless drill driver", "")),
        new(
            "Other color", new("", "Lumenar desk lamp Aria LED 8 W black", "Dimmable desk lamp with touch control"),
            new("", "Lumenar Aria LED desk lamp, white, 8W", "")),
        new(
            "Other pack", new("", "Fizz & Fern elderflower lemonade 6 x 330 ml", "Sparkling lemonade with elderflower."),
            new("", "Fizz & Fern Elderflower Lemonade 330ml can", "")),
    ];
}

/// <summary>A listing to try.</summary>
/// <param name="Name">Text of its button.</param>
/// <param name="Title">Its title.</param>
/// <param name="Description">Its description.</param>
internal sealed record SampleListing(string Name, string Title, string Description);

/// <summary>A pair to compare.</summary>
/// <param name="Name">Text of its button.</param>
/// <param name="A">The first listing.</param>
/// <param name="B">The second.</param>
internal sealed record SamplePair(string Name, SampleListing A, SampleListing B);
