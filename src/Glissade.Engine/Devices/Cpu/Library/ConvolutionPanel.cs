namespace Glissade.Devices.Cpu;

/// <summary>In which columns a term takes part.</summary>
internal enum Presence : byte
{
    Nowhere,
    Somewhere,
    Everywhere,
}

/// <summary>Lays out what the windows of a convolution see, row by row of the last axis.</summary>
internal sealed unsafe class ConvolutionPanel<T> where T : unmanaged
{
    private readonly long _channels, _groups;
    private readonly (long Begin, long End, long Shift)[] _inside;

    public ConvolutionPanel(WindowView view, int channels, int filters, int groups)
    {
        (View, _channels, _groups, Filters) = (view, channels, groups, filters);
        _inside = [.. Enumerable.Range(0, view.Taps).Select(view.Inside)];
    }

    public WindowView View { get; }

    public long Filters { get; }

    public long GroupFilters => Filters / _groups;

    private long GroupChannels => _channels / _groups;

    /// <summary>
    /// The inputs that windows see, zero in the padding: positions [position, + positions) of the outputs of all examples, weights [weight, + weights) of a filter of the group,
    /// to panel[p·positionStep + w·weightStep].
    /// </summary>
    public void Samples(
        T* input, long group, long position, int positions, long weight, int weights, T* panel, int positionStep, int weightStep, long* tapRows)
    {
        int width = View.Outputs[^1], last = View.Spatial[^1], taps = View.Taps;
        for (int done = 0, count; done < positions; done += count)
        {
            long at = position + done, example = at / View.OutputPlane, row = at % View.OutputPlane / width, column = at % width;
            count = (int)Math.Min(width - column, positions - done);
            for (int t = 0; t < taps; t++) tapRows[t] = View.InputRow(row, t);
            T* first = input + (example * _channels + group * GroupChannels) * View.InputPlane;
            T* target = panel + done * positionStep;
            int channel = (int)(weight / taps), tap = (int)(weight % taps);
            for (int w = 0; w < weights; w++, target += weightStep)
            {
                (long begin, long end, long shift) = _inside[tap];
                int low = (int)Math.Clamp(begin - column, 0, count), high = (int)Math.Clamp(end - column, low, count);
                if (tapRows[tap] < 0) low = high = count;
                T* source = first + channel * View.InputPlane + tapRows[tap] * last + column * View.Stride[^1] + shift;
                Spread(source, View.Stride[^1], low, high, count, target, positionStep);
                if (++tap < taps) continue;
                tap = 0;
                channel++;
            }
        }
    }

    /// <summary>
    /// The upstream gradients that reach inputs [position, + positions) of an example through terms [term, + terms), filter by filter and tap by tap: to panel[term, position], with
    /// ones in the mask where there is one.
    /// </summary>
    public void Upstreams(
        T* upstream, long example, long group, long position, int positions, long term, int terms, T* panel, T* mask, Presence* presences, int width, long* tapRows)
    {
        int last = View.Spatial[^1], taps = View.Taps, stride = View.Stride[^1];
        T* first = upstream + (example * Filters + group * GroupFilters) * View.OutputPlane;
        new Span<T>(panel, terms * width).Clear();
        new Span<T>(mask, terms * width).Clear();
        for (int k = 0; k < terms; k++) presences[k] = Presence.Everywhere;
        for (int done = 0, count; done < positions; done += count)
        {
            long at = position + done, row = at / last, column = at % last;
            count = (int)Math.Min(last - column, positions - done);
            for (int t = 0; t < taps; t++) tapRows[t] = View.OutputRow(row, t);
            for (int k = 0; k < terms; k++)
            {
                int tap = (int)((term + k) % taps);
                long filter = (term + k) / taps, output = 0;

                // The first column at or after this one that the tap meets, and the output that it meets there.
                long from = column - _inside[tap].Shift;
                long skip = from < 0 ? -from : (stride - from % stride) % stride;
                output = (from + skip) / stride;
                long met = tapRows[tap] < 0 || skip >= count ? 0 : Math.Clamp((count - skip + stride - 1) / stride, 0, Math.Max(0, View.Outputs[^1] - output));
                T* source = first + filter * View.OutputPlane + tapRows[tap] * View.Outputs[^1] + output;
                T* target = panel + k * width + done + skip, ones = mask + k * width + done + skip;
                if (stride == 1)
                {
                    new Span<T>(source, (int)met).CopyTo(new Span<T>(target, (int)met));
                    new Span<byte>(ones, (int)met * sizeof(T)).Fill(byte.MaxValue);
                }
                else
                {
                    for (long i = 0; i < met; i++)
                    {
                        target[i * stride] = source[i];
                        new Span<byte>(ones + i * stride, sizeof(T)).Fill(byte.MaxValue);
                    }
                }

                if (met < count) presences[k] = Presence.Somewhere;
            }
        }

        for (int k = 0; k < terms; k++)
            if (presences[k] == Presence.Somewhere && new Span<byte>(mask + k * width, width * sizeof(T)).IndexOf(byte.MaxValue) < 0) presences[k] = Presence.Nowhere;
    }

    private static void Spread(T* source, int stride, int low, int high, int count, T* target, int step)
    {
        for (int i = 0; i < low; i++) target[i * step] = default;
        if (stride == 1 && step == 1) new Span<T>(source + low, high - low).CopyTo(new Span<T>(target + low, high - low));
        else for (int i = low; i < high; i++) target[i * step] = source[(long)i * stride];
        for (int i = high; i < count; i++) target[i * step] = default;
    }
}
