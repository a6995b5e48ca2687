namespace SiameseSweep.Dashboard.Components.Shared;

/// <summary>
/// The value for a field that a user types in. A page that renders typed text lags behind the keyboard by a round trip,
/// and would take away the letters typed since: so a field is given a text only when it comes from elsewhere, and is made anew then.
/// </summary>
public sealed class TypedText
{
    /// <summary>Text in the field.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The field's value in the markup: the last that did not come from the field.</summary>
    public string Given { get; private set; } = "";

    /// <summary>Another one whenever another text is given: a browser takes no new value for what was typed over.</summary>
    public object Key { get; private set; } = new();

    /// <summary>Somebody typed.</summary>
    public string Typed(object? value) => Text = value?.ToString() ?? "";

    /// <summary>The page shows this text: nothing happens when it has it from the field.</summary>
    public void Show(string? text)
    {
        if (Text != (text ?? ""))
        {
            Text = Given = text ?? "";
            Key = new object();
        }
    }
}
