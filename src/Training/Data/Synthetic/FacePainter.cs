using SiameseSweep.Core.Randomness;

namespace SiameseSweep.Training.Data.Synthetic;

/// <summary>
/// Draws a face pixel by pixel from signed distances. Only additions, multiplications, divisions and square roots, which IEEE 754
/// rounds alike everywhere: sines, powers and a rasterizer's anti-aliasing may differ from one machine to the next, and then so
/// would a data set's fingerprint.
/// </summary>
internal sealed class FacePainter(DrawnPerson person, DrawnMoment moment)
{
    public const int Width = 92;
    public const int Height = 112;
    private const double PixelsPerUnit = 43;

    private readonly double _radius = PixelsPerUnit * moment.Scale;
    private readonly double _cosine = Math.Sqrt(1 - (moment.Sine * moment.Sine));
    private readonly double _edge = 0.75 / (PixelsPerUnit * moment.Scale); // half the width of an edge: about a pixel in all
    private double _tone;

    public byte[] Paint(KeyedRandom noise)
    {
        byte[] pixels = new byte[Width * Height];
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                double px = (x + 0.5 - (Width / 2.0) - moment.ShiftX) / _radius;
                double py = (y + 0.5 - (Height / 2.0) - moment.ShiftY) / _radius;
                double tone = At((_cosine * px) + (moment.Sine * py), (_cosine * py) - (moment.Sine * px));
                tone = 128 + (((tone * moment.Brightness) - 128) * moment.Contrast) + (moment.LightX * px) + (moment.LightY * py);

                // The sum of four bytes is close to normal; its standard deviation is 147.8.
                uint word = noise.NextUInt32();
                double sum = (word & 255) + ((word >> 8) & 255) + ((word >> 16) & 255) + (word >> 24);
                tone += (sum - 510) / 147.8 * moment.Noise;
                pixels[(y * Width) + x] = (byte)Math.Clamp(tone + 0.5, 0, 255);
            }
        }

        return pixels;
    }

    private double At(double u, double v)
    {
        _tone = moment.Background;
        double face = FaceEdge(u, v);
        HairBehind(u, v);
        Lay(Ellipse(u, v - 1.75, 1.35, 0.62), moment.Clothes);
        Lay(Box(u, v - 0.95, 0.36, 0.35), person.Skin * 0.82);
        double turned = moment.Yaw * 0.05;
        Lay(Ellipse(Math.Abs(u + turned) - person.FaceWidth, v - 0.02, person.EarSize * 0.6, person.EarSize), person.Skin * 0.88);
        double across = u / person.FaceWidth;
        Lay(face, person.Skin * (1 - (0.28 * across * across)));

        // The middle of a turned head moves furthest.
        double fu = u - (moment.Yaw * 0.16 * Math.Max(0, 1 - (across * across)));
        double fv = v - (moment.Pitch * 0.09 * Math.Max(0, 1 - (v * v)));
        if (face < 0.1)
        {
            FacialHair(fu, fv, face);
            Nose(fu, fv);
            Mouth(fu, fv);
            Eye(fu, fv, -1);
            Eye(fu, fv, 1);
        }

        HairInFront(u, v, face);
        if (moment.Glasses)
        {
            Glasses(fu, fv);
        }

        return _tone;
    }

    /// <summary>Below the middle the face narrows, and is between an ellipse and a fourth-power box.</summary>
    private double FaceEdge(double u, double v)
    {
        double below = Math.Clamp(v, 0, 1);
        double a = u / (person.FaceWidth * (1 - (person.JawTaper * below * below)));
        double a2 = a * a, v2 = v * v;
        double q = v > 0 ? person.JawSquareness : 0.15;
        return (Math.Sqrt(((1 - q) * (a2 + v2)) + (q * ((a2 * a2) + (v2 * v2)))) - 1) * person.FaceWidth;
    }

    private void HairBehind(double u, double v)
    {
        double wide = person.FaceWidth + person.HairVolume;
        double crown = Math.Max(Ellipse(u, v + 0.08, wide, 0.95 + person.HairVolume), v - Math.Max(0, person.HairLength));
        double sides = Box(u, v - ((person.HairLength - 0.2) / 2), wide, Math.Max(0.01, (person.HairLength + 0.2) / 2));
        Lay(Math.Min(crown, sides), HairTone(u));
    }

    private void HairInFront(double u, double v, double face)
    {
        double line = person.Hairline + (person.HairlineSlant * u) + (person.HairlineCurve * u * u);
        Lay(Math.Max(v - line, face - 0.02), HairTone(u));
    }

    private double HairTone(double u)
    {
        double strand = (u * 9) - Math.Floor(u * 9);
        return person.Hair + (14 * Math.Abs(strand - 0.5));
    }

    private void FacialHair(double u, double v, double face)
    {
        if (person.Beard > 0)
        {
            double chin = Math.Max(face, person.MouthHeight - 0.12 - (0.5 * u * u) - v);
            Lay(chin, Toward(person.Hair, person.Skin, 0.2), person.Beard);
        }

        if (person.Moustache > 0)
        {
            Lay(Ellipse(u, v - person.MouthHeight + 0.09, person.MouthWidth * 1.05, 0.055), person.Hair, person.Moustache);
        }
    }

    private void Nose(double u, double v)
    {
        double tip = person.EyeHeight + person.NoseLength;
        double side = moment.LightX >= 0 ? -1 : 1; // the shadow lies where the light does not come from
        double slope = person.NoseWidth * 0.45 * Math.Clamp((v - person.EyeHeight) / person.NoseLength, 0, 1);
        Lay(Box((side * u) - 0.035 - slope, v - tip + (person.NoseLength / 2), 0.018, person.NoseLength / 2), person.Skin * 0.6, 0.55);
        Lay(Ellipse(u, v - tip, person.NoseWidth * 0.75, 0.065), person.Skin * 0.86, 0.7);
        Lay(Ellipse(Math.Abs(u) - (person.NoseWidth * 0.42), v - tip - 0.025, person.NoseWidth * 0.22, 0.022), person.Skin * 0.35);
    }

    private void Mouth(double u, double v)
    {
        double wide = person.MouthWidth * (1 + (0.15 * moment.Smile));
        double along = u / wide;
        double dv = v - person.MouthHeight + (moment.Smile * 0.06 * along * along);
        double gap = moment.MouthOpen / 2;
        Lay(Ellipse(u, dv + gap + (person.UpperLip / 2), wide, person.UpperLip), person.Skin * 0.62);
        Lay(Ellipse(u, dv - gap - (person.LowerLip / 2), wide * 0.85, person.LowerLip), person.Skin * 0.7);
        Lay(Ellipse(u, dv, wide * 0.95, 0.012 + gap), person.Skin * 0.25);
    }

    private void Eye(double u, double v, int side)
    {
        double outward = (side * u) - person.EyeDistance;
        double dv = v - person.EyeHeight + (person.EyeTilt * outward);
        double opening = person.EyeOpening * moment.EyesOpen;
        double eye = Ellipse(outward, dv, person.EyeWidth, opening);
        Lay(eye - 0.022, person.Skin * 0.55, 0.8);
        Lay(eye, 215);
        double iris = person.EyeOpening * 1.05, gaze = (side * outward) - (moment.Gaze * person.EyeWidth);
        Lay(Math.Max(eye, Ellipse(gaze, dv, iris, iris)), person.Iris);
        Lay(Math.Max(eye, Ellipse(gaze, dv, iris * 0.4, iris * 0.4)), 8);

        double along = outward / person.BrowLength;
        double brow =
            v
            - person.EyeHeight
            + person.BrowGap
            + moment.BrowRaise
            + (person.BrowTilt * outward)
            - (person.BrowArch * ((along * along) - 0.4));
        Lay(Math.Max(Math.Abs(outward) - person.BrowLength, Math.Abs(brow) - person.BrowThickness), Toward(person.Hair, 30, 0.4), 0.9);
    }

    private void Glasses(double u, double v)
    {
        double frame =
            Math.Abs(Ellipse(Math.Abs(u) - person.EyeDistance, v - person.EyeHeight, person.GlassesSize, person.GlassesSize * 0.75)) - 0.02;
        double bridge = Box(u, v - person.EyeHeight, Math.Max(0.01, person.EyeDistance - person.GlassesSize), 0.018);
        Lay(Math.Min(frame, bridge), 25);
    }

    /// <summary>Lays a tone over what is inside (distance below 0).</summary>
    private void Lay(double distance, double tone, double opacity = 1)
    {
        double coverage = Math.Clamp(0.5 - (distance / (2 * _edge)), 0, 1) * opacity;
        _tone += (tone - _tone) * coverage;
    }

    private static double Toward(double from, double to, double share) => from + ((to - from) * share);

    /// <summary>About the distance to an ellipse's edge, exact at the edge: level set over gradient.</summary>
    private static double Ellipse(double u, double v, double a, double b)
    {
        double x = u / a, y = v / b;
        double level = Math.Sqrt((x * x) + (y * y));
        double slope = Math.Sqrt((x * x / (a * a)) + (y * y / (b * b)));
        return slope < 1e-12 ? -Math.Min(a, b) : level * (level - 1) / slope;
    }

    private static double Box(double u, double v, double halfWidth, double halfHeight) =>
        Math.Max(Math.Abs(u) - halfWidth, Math.Abs(v) - halfHeight);
}
