# SPDX-License-Identifier: GPL-2.0-only
# How prove ends here: what each part took, what was skipped, what failed, and the count.
#
# A skipped test has not passed.  A part that runs no test has failed.  One that fails
# without a failed test (it died, or was cut short) counts as one.
package Count;
use strict;
use warnings;
use parent 'TAP::Harness';

# Parts that keep one CPU busy, and change nothing that another of them reads, run side by side,
# those that take longest before the others: most of them, and the programs of the unit tests,
# before all other parts; two after those, as damage needs what the boots have left.  Whoever boots
# or builds runs alone.
my @FIRST = qw(tree stock fuzz configs lint objects lint-tests runner counting docs bench
	freestanding headers);
my @LAST = qw(damage objtool-pv);

sub is_program {
	my ($part) = @_;
	return $part =~ m{/};
}

sub is_beside {
	my ($part) = @_;
	return is_program($part) || scalar grep { $_ eq $part } @FIRST, @LAST;
}

sub new {
	my ($class, $args) = @_;
	return $class->SUPER::new({ %$args, parser_class => 'Count::Parser' });
}

# Where parts run side by side, prove shows a line when the part has written another one; where
# one runs alone, at once.
sub aggregate_tests {
	my ($self, $all, @parts) = @_;
	my %asked = map { $_ => 1 } @parts;
	my $jobs = $self->jobs;

	$self->SUPER::aggregate_tests($all, (grep { $asked{$_} } @FIRST), grep { is_program($_) } @parts);
	$self->jobs(1);
	$self->SUPER::aggregate_tests($all, grep { !is_beside($_) } @parts);
	$self->jobs($jobs);
	$self->SUPER::aggregate_tests($all, grep { $asked{$_} } @LAST);
}

# A part that gives up has not ended yet: without its end it would count as one that passed.
sub _bailout {
	my ($self, $line, $parser, @more) = @_;

	1 while $parser->next;
	return $self->SUPER::_bailout($line, $parser, @more);
}

sub summary {
	my ($self, $all, @more) = @_;
	my ($passed, @seconds, @skipped, @failed) = 0;

	$self->SUPER::summary($all, @more);
	for my $part ($all->descriptions) {
		my ($parser) = $all->parsers($part);
		push @seconds, sprintf '%7.1f s  %s', $parser->end_time - $parser->start_time, $part;
		push @skipped, map { "skipped  $part: $_" } $parser->names('skipped');
		push @failed, map { "failed   $part: $_" } $parser->names('failed');
		$passed += $parser->passed - $parser->names('skipped');
	}
	print map { "$_\n" } @seconds, @skipped, @failed, "$passed passed, ${\scalar @failed} failed";
}

package Count::Parser;
use parent 'TAP::Parser';

sub next {
	my ($self) = @_;
	my $line = $self->SUPER::next;

	if ($line && $line->is_test) {
		my $what = !$line->is_ok ? 'failed' : $line->has_skip ? 'skipped' : 'passed';
		push @{$self->{names}{$what}}, join ' ', grep { length } $line->description, $line->explanation;
	}
	return $line;
}

sub names {
	my ($self, $what) = @_;
	my @names = map { s/^- //r } @{$self->{names}{$what}};

	push @names, $self->reason if $what eq 'failed' && !@names && $self->has_problems;
	return @names;
}

sub reason {
	my ($self) = @_;
	my $signal = $self->wait & 127;

	return join '; ', $self->parse_errors, $signal ? "signal $signal" : 'exit status ' . $self->exit;
}

sub parse_errors {
	my ($self) = @_;
	my @errors = $self->SUPER::parse_errors;

	push @errors, 'No test was run' unless $self->tests_run;
	return @errors;
}

# Else prove would take a plan of no tests for a reason to skip the part.
sub skip_all { }

1;
