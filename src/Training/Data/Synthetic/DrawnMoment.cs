using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Data.Synthetic;

/// <summary>Variation between images of one person: pose, light, expression, clothes, noise.</summary>
internal sealed record DrawnMoment
{
    public required double ShiftX { get; init; }
    public required double ShiftY { get; init; }
    public required double Scale { get; init; }
    public required double Sine { get; init; }
    public required double Yaw { get; init; }
    public required double Pitch { get; init; }
    public required double Brightness { get; init; }
    public required double Contrast { get; init; }
    public required double LightX { get; init; }
    public required double LightY { get; init; }
    public required double Background { get; init; }
    public required double Clothes { get; init; }
    public required double Smile { get; init; }
    public required double MouthOpen { get; init; }
    public required double EyesOpen { get; init; }
    public required double BrowRaise { get; init; }
    public required double Gaze { get; init; }
    public required bool Glasses { get; init; }
    public required double Noise { get; init; }

    public static DrawnMoment Draw(DrawnPerson person, KeyedRandom random)
    {
        double Between(double min, double max) => random.NextDouble(min, max);
        return new DrawnMoment
        {
            ShiftX = Between(-4, 4),
            ShiftY = Between(-4, 4),
            Scale = Between(0.92, 1.08),
            Sine = Between(-0.11, 0.11),
            Yaw = Between(-1, 1),
            Pitch = Between(-1, 1),
            Brightness = Between(0.72, 1.2),
            Contrast = Between(0.8, 1.1),
            LightX = Between(-35, 35),
            LightY = Between(-20, 20),
            Background = Between(25, 130),
            Clothes = Between(20, 220),
            Smile = Between(-0.6, 1),
            MouthOpen = Between(0, 1) < 0.3 ? Between(0.02, 0.09) : 0,
            EyesOpen = Between(0, 1) < 0.1 ? Between(0.1, 0.3) : Between(0.7, 1.2),
            BrowRaise = Between(-0.03, 0.05),
            Gaze = Between(-0.4, 0.4),
            Glasses = Between(0, 1) < person.GlassesOften,
            Noise = Between(3, 9),
        };
    }
}
