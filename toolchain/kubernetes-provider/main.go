// Command pulumi-resource-kubernetes is the Kubernetes provider, built from its Go module.
//
// The module's own main package cannot be built from the module proxy: the two files that it embeds are generated. They
// are part of the module's zip all the same, so the build copies them beside this file.
package main

import (
	_ "embed"

	"github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/provider"
)

//go:embed schema.json
var pulumiSchema []byte

//go:embed terraform-mapping.json
var terraformMapping []byte

func main() {
	provider.Serve("kubernetes", "4.25.0", pulumiSchema, terraformMapping)
}
