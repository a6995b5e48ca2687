namespace SiameseSweep.Core.Models;

/// <summary>The channels that a network sees of a grey image. Sweep files use the lower-case names.</summary>
public enum InputKind
{
    /// <summary>Grey levels from 0 to 1.</summary>
    Grey,

    /// <summary>Local contrast: (x − G·x) / (√(G·(x − G·x)²) + 0.05) with a Gaussian G.</summary>
    Contrast,

    /// <summary>Grey levels standardised over the training images, and local contrast.</summary>
    Both,
}

/// <summary>The facts about <see cref="InputKind"/> that are known without a tensor.</summary>
public static class InputFacts
{
    extension(InputKind input)
    {
        /// <summary>Channels of the network's input.</summary>
        public int Channels => input == InputKind.Both ? 2 : 1;
    }
}
