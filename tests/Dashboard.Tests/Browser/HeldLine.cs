using System.Collections.Concurrent;
using System.Text;
using Microsoft.Playwright;

namespace SiameseSweep.Dashboard.Tests.Browser;

/// <summary>The line between a page and its head, on which what the head sends can be held back and handed over frame by frame.</summary>
internal sealed class HeldLine
{
    private readonly ConcurrentQueue<IWebSocketFrame> _held = new();
    private readonly ConcurrentBag<string> _sent = [];
    private readonly Lock _order = new();
    private IWebSocketRoute _page = null!;
    private Func<string, bool>? _from;
    private bool _holds;

    /// <summary>Whether a frame of the head waits.</summary>
    public bool HasHeld => !_held.IsEmpty;

    /// <summary>Stands between a page and its head. Call it before the page is opened.</summary>
    public static async Task<HeldLine> Between(IPage page)
    {
        HeldLine line = new();
        await page.RouteWebSocketAsync("**/_blazor**", line.Open);
        return line;
    }

    /// <summary>Holds all that the head sends from now on.</summary>
    public void Hold() => HoldFrom(_ => true);

    /// <summary>Holds what the head sends from the first frame on that fits.</summary>
    public void HoldFrom(Func<string, bool> fits)
    {
        lock (_order)
        {
            _from = fits;
        }
    }

    /// <summary>Hands over the frame that has waited longest, if there is one.</summary>
    public bool HandOver()
    {
        if (!_held.TryDequeue(out IWebSocketFrame? frame))
        {
            return false;
        }

        Pass(_page, frame);
        return true;
    }

    /// <summary>Hands over what waits, and holds nothing any more.</summary>
    public void Release()
    {
        lock (_order)
        {
            (_from, _holds) = (null, false);
            while (HandOver())
            {
            }
        }
    }

    /// <summary>Number of frames of the page that had this text.</summary>
    public int Sent(string text) => _sent.Count(frame => frame.Contains(text, StringComparison.Ordinal));

    private void Open(IWebSocketRoute page)
    {
        _page = page;
        IWebSocketRoute head = page.ConnectToServer();
        page.OnMessage(frame =>
        {
            _sent.Add(Text(frame));
            Pass(head, frame);
        });
        head.OnMessage(frame =>
        {
            lock (_order)
            {
                _holds = _holds || _from?.Invoke(Text(frame)) == true;
                if (_holds)
                {
                    _held.Enqueue(frame);
                }
                else
                {
                    Pass(page, frame);
                }
            }
        });
    }

    // Names of methods are readable in a binary frame too.
    private static string Text(IWebSocketFrame frame) => frame.Binary is byte[] bytes ? Encoding.Latin1.GetString(bytes) : frame.Text!;

    private static void Pass(IWebSocketRoute to, IWebSocketFrame frame)
    {
        if (frame.Binary is byte[] bytes)
        {
            to.Send(bytes);
        }
        else
        {
            to.Send(frame.Text!);
        }
    }
}
