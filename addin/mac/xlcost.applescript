-- Written by xlcost addin install. Excel runs it with a request as text; the interpreter stands here and nowhere else.
-- Functions wait for their answer. A command works on Excel's cells, so Excel must not wait for it.
on ask(request)
	set python to quoted form of "@INTERPRETER@" & " -I -B -m xlcost.faces.agent.ask "
	if request starts with "function" then
		return do shell script python & quoted form of request without altering line endings
	end if
	do shell script python & quoted form of request & " > /dev/null 2>&1 &"
	return "accepted" & linefeed & "txlcost ..."
end ask
