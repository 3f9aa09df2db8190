# The same as with python, for a host that has only perl.
use strict;
use Errno;
use POSIX ();
$| = 1;
my $numbers = {x86_64 => [321, 298, 302, 16, 159], aarch64 => [280, 241, 261, 29, 171]};
my ($BPF, $PERF, $PRLIMIT, $IOCTL, $ADJTIMEX) = @{$numbers->{(POSIX::uname())[4]}};
my %errno;
for (sort keys %!) {
  no strict "refs";
  my $number = eval { &{"Errno::$_"} };
  $errno{$number} = $_ if defined $number && !/^E(WOULDBLOCK|DEADLOCK|NOTSUP)$/;
}
my $license = "GPL\0";
my %first;

sub call { my $number = shift; $! = 0; my $result = syscall($number, @_); return ($result, $result < 0 ? $! + 0 : 0) }
sub tell_ { my ($name, $error) = @_; print "$name ", $error ? $errno{$error} // "E$error" : "ok", "\n" }
sub memory { my ($data, $size) = @_; return $data . "\0" x ($size - length $data) }
sub address { return unpack("Q", pack("P", $_[0])) }

sub make_map {
  my ($kind, $key, $value, $entries, $flags) = @_;
  my $inner = $kind == 13 ? $first{map} // 0 : 0;
  return call($BPF, 0, memory(pack("L6", $kind, $key, $value, $entries, $flags // 0, $inner), 144), 144);
}

sub load_ {
  my ($kind, $helper) = @_;
  my @code = ([0xb7, 0, 0, 0], [0x95, 0, 0, 0]);
  unshift @code, [0x85, 0, 0, $helper] if $helper;
  my $text = join("", map { pack("CCsl", @$_) } @code);
  return call($BPF, 5, memory(pack("LLQQ", $kind, scalar @code, address($text), address($license)), 144), 144);
}

sub use_helper { my ($descriptor, $error) = load_(@_); return ($descriptor, $error == Errno::EACCES() ? 0 : $error) }

sub perf {
  my ($kind, $config, $flags, $rate, $pid, $cpu) = @_;
  return call($PERF, memory(pack("LLQQQQQ", $kind, 128, $config, $rate, 0, 0, $flags), 128), $pid, $cpu, -1, 8);
}

my %test = (map => \&make_map, prog => \&load_, helper => \&use_helper, perf => \&perf);
for (split /\n/, $ARGV[0]) {
  my ($name, @numbers) = split;
  my ($family) = split /\./, $name;
  my ($descriptor, $error) = $test{$family}->(map { $_ + 0 } @numbers);
  tell_($name, $error);
  next if $descriptor < 0;
  if (exists $first{$family}) { POSIX::close($descriptor); next }
  $first{$family} = $descriptor;
  tell_("perf.set_bpf", (call($IOCTL, $descriptor, 0x40042408, $first{prog}))[1]) if $family eq "perf" && exists $first{prog};
}

my $before = "\0" x 16;
my ($result, $error) = call($PRLIMIT, 0, 8, "\xff" x 16, $before);
tell_("rlimit.memlock_infinity", $error);
call($PRLIMIT, 0, 8, $before, 0) if $result >= 0;
my $clock = "\0" x 256;
($result) = call($ADJTIMEX, $clock);
print "clock.kernel_sync ", $result < 0 || unpack("x40l", $clock) & 0x40 ? "UNSYNC" : "ok", "\n";
print "end\n";
