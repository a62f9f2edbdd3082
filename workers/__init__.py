"""Getting songs ready: Dramatiq workers whose queue is the job table, and one killable child process per step."""
