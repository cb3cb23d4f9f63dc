from momentum.site.command_line import main

main()
