"""Exports that others made, read as snapshots: what people hold already is judged as if it had been collected.

The way of an export, file by file (each module has one step):

1. `opening`: the files of a folder or archive, opened within limits, become `Member`s. Nothing is unpacked to disk.
2. `known`: each member is asked for by the first format that recognises its content. A name alone recognises nothing.
3. The format (`aws_answers`, ...) makes `Answer`s of its members: which call of the collector's table was answered with what,
   where in which file that stands; and `Left`s: what it ignored or could not place, and what to do.
4. `placing`: answers that do not say whose they are, or where they were asked, get that from the names of folders, or from what
   the user says; else they are left ("whose").
5. `assembling`: the answers of one account, of whatever formats, become one snapshot (`trailgate/snapshot/v1`).
6. `reading`: `read` and `read_one` are those of `inputs`, and give such snapshots as `Source`s besides.

**To add a format:** write a module (or a folder) here with a class that has `name`, `recognises(member)` and `read(members,
given)` (`answer.Format`), and add one line to `known.FORMATS`, before `aws_answers`, which takes what the others leave.
`recognises` looks at `member.content` (the JSON value; of `NAME = {...}` as JavaScript has it what stands behind the `=`; of
lines of JSON a list, with `member.lines`), at `member.text` or at `member.data`. `read` gets all members that the format
recognised at once, so that one file may explain another. Rules:

* An answer's pages are as AWS's API gives them (member names, nesting, one page for each `pointers`); nothing is made up. What
  the tool leaves out of a row, though AWS may have sent it, is named in `lacks` (`metric_filter.scope`: the row type and the
  field of `readers/snapshot/fields.yaml`): such a field is unknown wherever the row does not have it. Another answer that has
  it settles it.
* `request` says what was asked, and an answer claims to be all of it: where the tool may have hidden a refusal, or stopped
  midway, `outcome` is `truncated` with an `error` that says so, so that what is there is there and what is not is unknown.
* What the tool says of a refusal is an `Answer` with `outcome` `denied` (or `failed`, `absent`) and AWS's `error`:
  `answer.refusal` makes it.
* `account` and `region` are given where the content tells them for certain, else None.
* A call that the tool never makes is left out: it was "not collected".
"""

from __future__ import annotations

from trailgate_evaluator.exports.reading import read, read_one

__all__ = ["read", "read_one"]
