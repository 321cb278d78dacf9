# METADATA
# scope: package
# schemas:
#   - input: {type: object}
# title: What is asked - which controls, by which benchmark, of an account in which role
# description: >-
#   A document says it under `asked`; a question for required records says it itself. Nothing said asks for every
#   control by its newest text.
package trailgate.asked

# METADATA
# scope: document
# title: The benchmark and version by whose text is judged
# description: Null for the newest of each control.
default benchmark := null

benchmark := input.asked.benchmark

# METADATA
# scope: document
# title: The role of the account in an organization
# description: >-
#   management, delegated_administrator, member or outside; any_member of a member of which nobody tells whether it is a
#   delegated administrator, too; null where nobody tells anything.
default role := null

role := input.asked.role

# METADATA
# scope: document
# title: Is this control asked for?
is_control(_) if not is_array(_controls)

is_control(id) if id in _controls

default _controls := null

_controls := input.asked.controls
