using SiameseSweep.Core;
using SiameseSweep.Core.Store;

namespace SiameseSweep.Silo.Api;

/// <summary>Finds what an address names; ids may be unique prefixes there too. Nothing found is 404.</summary>
internal static class Lookup
{
    public static SweepRow Sweep(IRecordReader record, string id) => NotFoundWhenRefused(() => record.ResolveSweep(id));

    public static RunRow Run(IRecordReader record, string id) => NotFoundWhenRefused(() => record.ResolveRun(id));

    private static T NotFoundWhenRefused<T>(Func<T> resolve)
    {
        try
        {
            return resolve();
        }
        catch (UserErrorException error) when (error is not RecordUnavailableException)
        {
            throw new BadHttpRequestException(error.Message, StatusCodes.Status404NotFound, error);
        }
    }
}
