"""PyTorch's script on another device: gpu_pytorch.py SCRIPT DEVICE EPOCHS. The script knows the CPU only; three of its places are changed, and
its training is run, without the evaluation after it. Prints pairs/s as JSON."""
import sys

script, device, epochs = sys.argv[1:4]
source = open(script).read()


def change(text, to):
    global source
    if source.count(text) != 1:
        sys.exit(f'gpu_pytorch.py: {script} is another script than this was written for: it has {text!r} {source.count(text)} times.')
    source = source.replace(text, to)


change('net=Net();', f'net=Net().to("{device}");')
change('o1,o2=net(x,y);', f'x,y,l=x.to("{device}"),y.to("{device}"),l.to("{device}"); o1,o2=net(x,y);')
change('dt=time.time()-t0', '(torch.cuda.synchronize() if torch.cuda.is_available() else None); dt=time.time()-t0')
source = source.split('# all pairs of the unseen persons')[0]
sys.argv = [script, '--epochs', epochs]
space = {'__file__': script, '__name__': '__main__'}
exec(source, space)
print(space['json'].dumps(dict(torch=space['torch'].__version__, device=device, pairs_per_s=round(int(epochs) * len(space['ds']) / space['dt'], 1))))
