using Spectre.Console.Rendering;

namespace EpmRl.Retrieval.Cli.Frame;

/// <summary>
/// Writes rendered text as <see cref="VisibleText"/>, and leaves the console's own codes (colours, cursor) alone. Attached before any other
/// hook, it runs after all of them, so that live displays pass through it too.
/// </summary>
internal sealed class VisibleRendering : IRenderHook
{
    /// <inheritdoc/>
    public IEnumerable<IRenderable> Process(RenderOptions options, IEnumerable<IRenderable> renderables) =>
        renderables.Select(renderable => new Visible(renderable));

    private sealed class Visible(IRenderable inner) : IRenderable
    {
        public Measurement Measure(RenderOptions options, int maxWidth) => inner.Measure(options, maxWidth);

        public IEnumerable<Segment> Render(RenderOptions options, int maxWidth) =>
            from segment in inner.Render(options, maxWidth)
            select segment.IsControlCode || segment.IsLineBreak ? segment : new Segment(VisibleText.Of(segment.Text), segment.Style);
    }
}
