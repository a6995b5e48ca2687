using Microsoft.Data.Sqlite;

namespace SiameseSweep.Core.Store.Reading;

/// <summary>
/// Down-samples a loss history while it streams by: the first and last point, and of each bucket of equally many steps the lowest
/// and the highest, so that no spike is lost. A bucket's first loss that is no finite number stands in for its lowest: it is what
/// one looks for.
/// </summary>
internal static class LossCurve
{
    public static IReadOnlyList<LossPoint> Read(SqlSession sql, long run, int maxPoints, int fromStep, int toStep)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxPoints, 2);
        (long count, long first, long last) = sql.First<(long, long, long)?>(
            "SELECT count(*), min(step), max(step) FROM stored_losses WHERE run_key = $1 AND step BETWEEN $2 AND $3",
            r => r.GetInt64(0) == 0 ? null : (r.GetInt64(0), r.GetInt64(1), r.GetInt64(2)), run, fromStep, toStep) ?? (0, 0, 0);
        if (count == 0)
        {
            return [];
        }

        List<LossPoint> points = new((int)Math.Min(count, maxPoints));
        SqliteCommand select = sql.Prepare(
            "SELECT step, loss FROM stored_losses WHERE run_key = $1 AND step BETWEEN $2 AND $3 ORDER BY step",
            3);
        (select.Parameters[0].Value, select.Parameters[1].Value, select.Parameters[2].Value) = (run, first, last);
        using SqliteDataReader rows = select.ExecuteReader();
        if (count <= maxPoints)
        {
            while (rows.Read())
            {
                points.Add(Point(rows));
            }

            return points;
        }

        long buckets = (maxPoints - 2) / 2;
        long width = buckets == 0 ? long.MaxValue : (last - first - 1 + buckets - 1) / buckets; // of the steps between first and last
        Bucket bucket = default;
        long end = first + width;
        while (rows.Read())
        {
            LossPoint point = Point(rows);
            if (point.Step == first)
            {
                points.Add(point);
            }
            else if (point.Step == last)
            {
                bucket.MoveTo(points);
                points.Add(point);
            }
            else if (buckets > 0)
            {
                if (point.Step > end)
                {
                    bucket.MoveTo(points);
                    end += width * (1 + ((point.Step - end - 1) / width));
                }

                bucket.Add(point);
            }
        }

        return points;
    }

    private static LossPoint Point(SqliteDataReader rows) => new(rows.GetInt32(0), RowReading.Real(rows, 1));

    private struct Bucket
    {
        private LossPoint? _low;
        private LossPoint? _high;

        public void Add(LossPoint point)
        {
            if (_low is null || (double.IsFinite(_low.Value.Loss) && (!double.IsFinite(point.Loss) || point.Loss < _low.Value.Loss)))
            {
                _low = point;
            }

            if (double.IsFinite(point.Loss) && (_high is null || point.Loss > _high.Value.Loss))
            {
                _high = point;
            }
        }

        public void MoveTo(List<LossPoint> points)
        {
            if (_low is { } low)
            {
                if (_high is { } high && high.Step != low.Step)
                {
                    points.Add(low.Step < high.Step ? low : high);
                    points.Add(low.Step < high.Step ? high : low);
                }
                else
                {
                    points.Add(low);
                }
            }

            (_low, _high) = (null, null);
        }
    }
}
