"""A mix of commands, fired at a rate over the whole fleet.

`mix_file` reads which commands with which weights, `recipes` make payloads that suit the station
they go to, `choice` draws, `rotation` and `schedule` say whose turn it is and when, and `firing`
does it. All but `firing` is pure.
"""
