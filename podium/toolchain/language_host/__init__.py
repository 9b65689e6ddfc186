"""Podium's Python language host, used where the official one cannot be had.

The engine starts ``pulumi-language-python``, reads a port from its standard output and calls it over gRPC
(``LanguageRuntime`` in the SDK's protobufs) to run programs, policy packs and plugins that are written in Python. Start
it by hand with ``python -m podium.toolchain.language_host ENGINE_ADDRESS``.

What it reports as required (`podium.toolchain.language_host.packages`) is what the program *imports*, not what is
installed: the engine makes sure of every reported plugin before it starts, whether the program uses it or not. The
imports are followed statically, as far as they lead to files of the project. Modules that are loaded by name at run
time are not followed, so a component that no stack uses costs nothing.

A package that is used without being reported still works: its resources carry the plugin's version with them.
"""
