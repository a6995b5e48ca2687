using SiameseSweep.Core;
using SiameseSweep.Silo.Documents;

namespace SiameseSweep.Silo.Api;

/// <summary>Pages of listings, counted from 1.</summary>
internal static class Paging
{
    public const int DefaultSize = 100;
    public const int MostSize = 1000;

    /// <exception cref="UserErrorException">Page or size is out of range.</exception>
    public static (int Page, int Size) Read(int? page, int? pageSize)
    {
        if (page is < 1)
        {
            throw new UserErrorException($"page {page} does not exist; pages count from 1.");
        }

        if (pageSize is < 1 or > MostSize)
        {
            throw new UserErrorException($"page_size {pageSize} is not from 1 to {MostSize}.");
        }

        return (page ?? 1, pageSize ?? DefaultSize);
    }

    public static PageDocument<TDocument> Of<TRow, TDocument>(
        IReadOnlyList<TRow> all,
        (int Page, int Size) page,
        Func<TRow, TDocument> document
    ) => new([.. all.Skip(Skip(page)).Take(page.Size).Select(document)], page.Page, page.Size, all.Count);

    public static int Skip((int Page, int Size) page) => (int)Math.Min(int.MaxValue, (page.Page - 1L) * page.Size);
}
