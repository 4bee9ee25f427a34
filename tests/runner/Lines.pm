# SPDX-License-Identifier: GPL-2.0-only
# How prove shows what parts say: each line as it comes, also where parts run side by side.
# Its own formatter for these shows a count in the place of lines.
package Lines;
use strict;
use warnings;
use parent 'TAP::Formatter::Console';

# Told of parts in more than one list; the longest name of all decides where the dots end.
sub prepare {
	my ($self, @parts) = @_;

	push @{$self->{parts}}, @parts;
	$self->SUPER::prepare(@{$self->{parts}});
}

sub open_test {
	my ($self, $part, $parser) = @_;
	my $session = Lines::Session->new({ name => $part, formatter => $self, parser => $parser });

	$session->header;
	return $session;
}

package Lines::Session;
use parent 'TAP::Formatter::Console::Session';

# Whose it is, where another part's lines may stand around it.
sub whose {
	my ($self) = @_;
	return Count::is_beside($self->name) ? $self->name . ': ' : '';
}

sub _format_for_output {
	my ($self, $result) = @_;
	return $self->whose . $self->SUPER::_format_for_output($result);
}

sub _make_ok_line {
	my ($self, $suffix) = @_;
	return $self->whose . $self->SUPER::_make_ok_line($suffix);
}

sub _output_test_failure {
	my ($self, $parser) = @_;
	$self->formatter->_output($self->whose);
	$self->SUPER::_output_test_failure($parser);
}

1;
