namespace Homeostat.Core.Detection;

/// <summary>Median of the newest values, each added in O(n) into a sorted window: n is small and fixed.</summary>
internal sealed class TrailingMedian
{
    private readonly double[] _ring;
    private readonly double[] _sorted;
    private int _count;
    private int _next;

    public TrailingMedian(int length)
    {
        _ring = new double[length];
        _sorted = new double[length];
    }

    private TrailingMedian(TrailingMedian other)
    {
        _ring = (double[])other._ring.Clone();
        _sorted = (double[])other._sorted.Clone();
        _count = other._count;
        _next = other._next;
    }

    /// <summary>0 while empty.</summary>
    public double Value => _count == 0 ? 0
        : _count % 2 == 1 ? _sorted[_count / 2]
        : (_sorted[(_count / 2) - 1] + _sorted[_count / 2]) / 2;

    public void Add(double value)
    {
        if (_count == _ring.Length)
        {
            Remove(_ring[_next]);
        }

        var at = Array.BinarySearch(_sorted, 0, _count, value);
        at = at < 0 ? ~at : at;
        Array.Copy(_sorted, at, _sorted, at + 1, _count - at);
        _sorted[at] = value;
        _count++;
        _ring[_next] = value;
        _next = (_next + 1) % _ring.Length;
    }

    public TrailingMedian Clone() => new(this);

    private void Remove(double value)
    {
        var at = Array.BinarySearch(_sorted, 0, _count, value);
        Array.Copy(_sorted, at + 1, _sorted, at, _count - at - 1);
        _count--;
    }
}
