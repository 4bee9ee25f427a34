# SPDX-License-Identifier: GPL-2.0-only
# bash completion for objtool-pv.  Commands and options are those that the program's own
# help names; whatever is neither is a file.

_objtool_pv_options()
{
	"$@" --help 2>/dev/null | sed -nE 's/^ +(-[^ ], )?(--[a-z-]+).*/\2/p'
}

_objtool_pv_commands()
{
	"$1" --help 2>/dev/null | sed -nE '/^Commands:/,/^$/s/^  ([a-z]+) .*/\1/p'
}

_objtool_pv()
{
	local program=$1 current=$2 previous=$3 command=${COMP_WORDS[1]} words=

	COMPREPLY=()
	# "--form=x" is three words to bash.
	if [[ $current == = ]]; then
		current=
	elif [[ $previous == = ]]; then
		previous=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	case $previous in
	--form | -f)
		words="indirect direct inline none illegal unreadable" ;;
	--format | -F)
		words=".pvops_sites .parainstructions .altinstructions .static_call_sites" ;;
	--vmlinux | -k | --baseline | -b | --root | -r | --op | -o | --symbol | -s | \
	--section | -S)
		return ;;
	*)
		if [[ $current == -* ]]; then
			((COMP_CWORD > 1)) || command=
			# shellcheck disable=SC2086 # no word at all if there is no command
			words=$(_objtool_pv_options "$program" $command)
		elif ((COMP_CWORD == 1)); then
			words=$(_objtool_pv_commands "$program")
		fi ;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _objtool_pv objtool-pv
